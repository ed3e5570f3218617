package io.riskmonitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** How the rooms of the program lie, so that a reader knows where to look and a change stays where it is made. */
class ArchitectureTest {

    /** Bottom to top. A room may use the rooms before it, never the ones after. */
    private static final List<String> ROOMS = List.of(
            "stats",
            "document",
            "interaction",
            "gold",
            "segment",
            "pane",
            "rule",
            "alert",
            "escalation",
            "digest",
            "review",
            "policy",
            "judge",
            "health",
            "config",
            "wire",
            "metrics",
            "streams",
            "api",
            "local",
            "cli");

    /** What the program knows, apart from how it is told and how it is run. */
    private static final List<String> DOMAIN = ROOMS.subList(0, ROOMS.indexOf("health") + 1);

    private static final String GENERATED = "io.riskmonitor.schema";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains(GENERATED.replace('.', '/')))
            .importPackages("io.riskmonitor");

    @Test
    void roomsOnlyLookDown() {
        for (int i = 0; i < ROOMS.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(packageOf(ROOMS.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packagesOf(ROOMS.subList(i + 1, ROOMS.size())))
                    .check(PROGRAM);
        }
    }

    @Test
    void roomsFormNoCycles() {
        slices().matching("io.riskmonitor.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void domainIsPureJava() {
        String[] pure = Stream.concat(
                        DOMAIN.stream().map(ArchitectureTest::packageOf),
                        Stream.of(
                                "java.lang..",
                                "java.math",
                                "java.nio.charset",
                                "java.security",
                                "java.text",
                                "java.time..",
                                "java.util",
                                "java.util.concurrent..",
                                "java.util.function",
                                "java.util.regex",
                                "java.util.stream",
                                "org.jspecify.annotations"))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAnyPackage(packagesOf(DOMAIN))
                .and()
                .resideOutsideOfPackage(packageOf("stats"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(pure)
                .check(PROGRAM);
        classes()
                .that()
                .resideInAPackage(packageOf("stats"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        packageOf("stats"),
                        "java.lang..",
                        "java.util..",
                        "org.jspecify.annotations",
                        "org.apache.commons.numbers..",
                        "org.apache.commons.statistics..")
                .check(PROGRAM);
    }

    /** The same input gives the same alerts, so time and chance come from outside. */
    @Test
    void domainHasNoClockAndNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(DOMAIN))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .check(PROGRAM);
    }

    @Test
    void everyRoomIsListed() {
        classes().should().resideInAnyPackage(packagesOf(ROOMS)).check(PROGRAM);
        Set<String> found = PROGRAM.stream().map(ArchitectureTest::roomOf).collect(Collectors.toSet());
        assertThat(found).as("a listed room that nobody lives in").containsAll(ROOMS);
    }

    @Test
    void nothingIsADumpingGround() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Managers?|Commons?|Impl|Misc|Constants)(\\$.*)?")
                .orShould()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..helper..",
                        "..impl..",
                        "..model..",
                        "..service..",
                        "..dto..")
                .check(PROGRAM);
    }

    @Test
    void generatedClassesStayInWire() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("wire"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(GENERATED + "..")
                .check(PROGRAM);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertThat(PROGRAM.stream().map(JavaClass::getPackage).distinct())
                .hasSizeGreaterThanOrEqualTo(ROOMS.size())
                .allSatisfy(ArchitectureTest::assertNullMarked);
    }

    private static void assertNullMarked(JavaPackage room) {
        assertThat(room.isAnnotatedWith(NullMarked.class)).as(room.getName()).isTrue();
    }

    private static String roomOf(JavaClass type) {
        String below = type.getPackageName().substring("io.riskmonitor.".length());
        return below.split("\\.", 2)[0];
    }

    private static String packageOf(String room) {
        return "io.riskmonitor." + room + "..";
    }

    private static String[] packagesOf(List<String> rooms) {
        return rooms.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
    }
}
