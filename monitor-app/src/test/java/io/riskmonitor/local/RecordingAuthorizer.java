package io.riskmonitor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which also remembers what it was asked. */
public final class RecordingAuthorizer extends StandardAuthorizer {

    /** The broker makes them; the controller in the same program has one, too. */
    private static final List<RecordingAuthorizer> MADE = new CopyOnWriteArrayList<>();

    private static final Map<Asked, AuthorizationResult> ANSWERS = new ConcurrentHashMap<>();

    /** Whether somebody may do something. */
    public record Asked(String principal, AclOperation operation, ResourcePattern resource) {}

    private static final Map<Asked, Request> REQUESTS = new ConcurrentHashMap<>();

    private record Request(AuthorizableRequestContext context, Action action) {}

    public RecordingAuthorizer() {
        MADE.add(this);
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            // some requests are answered with all that the caller might do: nobody has done that
            boolean done = action.logIfAllowed() && results.get(i) == AuthorizationResult.ALLOWED;
            if (done || action.logIfDenied()) {
                Asked asked = new Asked(context.principal().toString(), action.operation(), action.resourcePattern());
                REQUESTS.putIfAbsent(asked, new Request(context, action));
                ANSWERS.merge(
                        asked, results.get(i), (before, now) -> before == AuthorizationResult.DENIED ? before : now);
            }
        }
        return results;
    }

    /** What was asked so far, and refused at least once. */
    public static List<Asked> denied() {
        return asked(AuthorizationResult.DENIED);
    }

    /** What was asked so far, and never refused. */
    public static List<Asked> allowed() {
        return asked(AuthorizationResult.ALLOWED);
    }

    private static List<Asked> asked(AuthorizationResult answer) {
        List<Asked> asked = new ArrayList<>();
        ANSWERS.forEach((each, result) -> {
            if (result == answer) {
                asked.add(each);
            }
        });
        return asked;
    }

    /** Forgets what was asked. */
    public static void forget() {
        ANSWERS.clear();
        REQUESTS.clear();
    }

    /** What broker and controller would answer now; not remembered. */
    public static boolean isAllowedNow(Asked asked) {
        Request request = REQUESTS.get(asked);
        return MADE.stream()
                .map(authorizer -> authorizer.answer(request))
                .allMatch(answer -> answer == AuthorizationResult.ALLOWED);
    }

    private AuthorizationResult answer(Request request) {
        return super.authorize(request.context(), List.of(request.action())).get(0);
    }
}
