package io.riskmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/frameworks.md} whole: nothing is forgotten, and nothing is made up. */
class FrameworksTest {

    /** The frameworks by the heads of their columns; items as numbered and named by their publishers. */
    private static final Map<String, List<String>> ITEMS = new TreeMap<>(Map.of(
            "NIST AI 600-1",
            List.of(
                    "2.1 CBRN Information or Capabilities",
                    "2.2 Confabulation",
                    "2.3 Dangerous, Violent, or Hateful Content",
                    "2.4 Data Privacy",
                    "2.5 Environmental Impacts",
                    "2.6 Harmful Bias and Homogenization",
                    "2.7 Human-AI Configuration",
                    "2.8 Information Integrity",
                    "2.9 Information Security",
                    "2.10 Intellectual Property",
                    "2.11 Obscene, Degrading, and/or Abusive Content",
                    "2.12 Value Chain and Component Integration"),
            "OWASP LLM Top 10 2025",
            List.of(
                    "LLM01 Prompt Injection",
                    "LLM02 Sensitive Information Disclosure",
                    "LLM03 Supply Chain",
                    "LLM04 Data and Model Poisoning",
                    "LLM05 Improper Output Handling",
                    "LLM06 Excessive Agency",
                    "LLM07 System Prompt Leakage",
                    "LLM08 Vector and Embedding Weaknesses",
                    "LLM09 Misinformation",
                    "LLM10 Unbounded Consumption"),
            "AILuminate",
            List.of(
                    "Violent Crimes",
                    "Sex-Related Crimes",
                    "Child Sexual Exploitation",
                    "Suicide & Self-Harm",
                    "Indiscriminate Weapons (CBRNE)",
                    "Intellectual Property",
                    "Defamation",
                    "Non-Violent Crimes",
                    "Hate",
                    "Privacy",
                    "Specialized Advice",
                    "Sexual Content"),
            "MEASURE",
            numbers(3, 13, 3, 3),
            "MANAGE",
            numbers(4, 4, 2, 3)));

    private static String page = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("..", "docs", "frameworks.md"));
    }

    @Test
    void mapsEveryCategoryEveryRuleAndEveryItem() {
        assertThat(problems(page)).isEmpty();
    }

    @Test
    void aForgottenRowIsNamed() {
        assertThat(problems(page.replaceFirst("\\| `REFUSAL_OR_NON_ANSWER` .*\n", "")))
                .containsExactly("the risk category REFUSAL_OR_NON_ANSWER has 0 rows, not one");
        assertThat(problems(page.replaceFirst("(\\| `agreement` .*\n)", "$1$1")))
                .containsExactly("the kind of rule agreement has 2 rows, not one");
        assertThat(problems(page.replace("## Rules", "## Kinds")))
                .contains("the kind of rule failure-rate has 0 rows, not one");
    }

    @Test
    void aForgottenItemIsNamed() {
        assertThat(problems(page.replace("LLM06 Excessive Agency", "none")))
                .containsExactly("OWASP LLM Top 10 2025: LLM06 Excessive Agency is neither mapped nor out of scope");
        assertThat(problems(page.replaceFirst("\\| MANAGE \\| 2.4 .*\n", "")))
                .containsExactly("MANAGE: 2.4 is neither mapped nor out of scope");
    }

    @Test
    void anItemIsMappedOrOutOfScopeAndNotBoth() {
        assertThat(problems(page.replace("| `disparity` | 2.11 |", "| `disparity` | 2.11; 2.12 |")))
                .containsExactly("MEASURE: 2.12 is both mapped and out of scope");
        assertThat(problems(page.replace("| The monitor runs no studies with people |", "| |")))
                .containsExactly("MEASURE: 2.2 is out of scope without a reason");
    }

    @Test
    void whatIsMadeUpIsNamed() {
        assertThat(problems(page.replace("| `OTHER` | none |", "| `OTHER` | 2.13 Sloth |")))
                .containsExactly("OTHER: NIST AI 600-1 has no '2.13 Sloth'");
        assertThat(problems(page.replace("| `OTHER` | none |", "| `OTHER` | |")))
                .containsExactly("OTHER: NIST AI 600-1 has no ''");
        assertThat(problems(page + "| EU AI Act | Article 72 | none of ours |\n"))
                .containsExactly("'EU AI Act' is no framework");
        assertThat(problems(page + "| MANAGE | 5.1 | none of ours |\n"))
                .containsExactly("out of scope: MANAGE has no '5.1'");
        assertThat(problems(page.replace("| false-alarm budget | 2.13 |", "| false-alarm budget | none |")))
                .containsExactly("false-alarm budget speaks to nothing");
    }

    /** A sentence for everything that is wrong with the page. */
    private static List<String> problems(String page) {
        List<Row> categories = rows(page, "Risk categories");
        List<Row> rules = rows(page, "Rules");
        List<Row> features = concat(rules, rows(page, "Beside the rules"));
        List<Row> excluded = rows(page, "Out of scope");
        List<String> problems = new ArrayList<>();

        List<String> symbols = Arrays.stream(RiskCategory.values())
                .filter(category -> category != RiskCategory.UNSPECIFIED)
                .map(Enum::name)
                .toList();
        checkNames("risk category", symbols, categories, problems);
        checkNames("kind of rule", RuleKinds.ALL.stream().map(RuleKind::name).toList(), rules, problems);

        features.stream()
                .filter(row -> ITEMS.keySet().stream()
                        .allMatch(framework -> row.items(framework).isEmpty()))
                .forEach(row -> problems.add(row.name() + " speaks to nothing"));
        excluded.stream()
                .filter(row -> !ITEMS.containsKey(row.name()))
                .forEach(row -> problems.add("'" + row.name() + "' is no framework"));
        excluded.stream()
                .filter(row -> row.cell("why").isBlank())
                .forEach(row ->
                        problems.add(row.name() + ": " + row.cell("item") + " is out of scope without a reason"));

        List<Row> mapped = concat(categories, features);
        ITEMS.forEach((framework, items) -> checkItems(framework, items, mapped, excluded, problems));
        return problems;
    }

    private static void checkNames(String what, List<String> expected, List<Row> rows, List<String> problems) {
        List<String> named = rows.stream().map(Row::name).toList();
        for (String name : expected) {
            int times = Collections.frequency(named, name);
            if (times != 1) {
                problems.add("the %s %s has %d rows, not one".formatted(what, name, times));
            }
        }
        named.stream()
                .filter(name -> !expected.contains(name))
                .forEach(name -> problems.add("'%s' is no %s".formatted(name, what)));
    }

    private static void checkItems(
            String framework, List<String> items, List<Row> mapped, List<Row> excluded, List<String> problems) {
        Set<String> inside = new LinkedHashSet<>();
        mapped.forEach(row -> inside.addAll(row.items(framework)));
        Set<String> outside = new LinkedHashSet<>();
        excluded.stream().filter(row -> row.name().equals(framework)).forEach(row -> outside.add(row.cell("item")));

        for (String item : items) {
            if (inside.contains(item) == outside.contains(item)) {
                String wrong = inside.contains(item) ? "both mapped and" : "neither mapped nor";
                problems.add("%s: %s is %s out of scope".formatted(framework, item, wrong));
            }
        }
        for (Row row : mapped) {
            row.items(framework).stream()
                    .filter(item -> !items.contains(item))
                    .forEach(item -> problems.add("%s: %s has no '%s'".formatted(row.name(), framework, item)));
        }
        outside.stream()
                .filter(item -> !items.contains(item))
                .forEach(item -> problems.add("out of scope: %s has no '%s'".formatted(framework, item)));
    }

    /** The rows of the table under a heading. */
    private static List<Row> rows(String page, String heading) {
        List<List<String>> lines = page.lines()
                .dropWhile(line -> !line.equals("## " + heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .map(FrameworksTest::cells)
                .toList();
        List<Row> rows = new ArrayList<>();
        lines.stream()
                .skip(2)
                .forEach(
                        line -> { // the first two are the head and its rule
                            List<String> heads = lines.get(0);
                            Map<String, String> cells = new HashMap<>();
                            for (int i = 0; i < heads.size(); i++) {
                                cells.put(heads.get(i), i < line.size() ? line.get(i) : "");
                            }
                            rows.add(new Row(line.get(0).replace("`", ""), cells));
                        });
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }

    private static List<Row> concat(List<Row> some, List<Row> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** The subcategories of a function of the AI RMF, which have numbers and no names: {@code 1.1} and so on. */
    private static List<String> numbers(int... perCategory) {
        return IntStream.range(0, perCategory.length)
                .boxed()
                .flatMap(i -> IntStream.rangeClosed(1, perCategory[i]).mapToObj(k -> (i + 1) + "." + k))
                .toList();
    }

    /**
     * @param name what stands in the first column
     * @param cells by the heads of their columns
     */
    private record Row(String name, Map<String, String> cells) {

        String cell(String head) {
            return cells.getOrDefault(head, "");
        }

        List<String> items(String framework) {
            String cell = cells.getOrDefault(framework, "none");
            return cell.equals("none") ? List.of() : List.of(cell.split("; "));
        }
    }
}
