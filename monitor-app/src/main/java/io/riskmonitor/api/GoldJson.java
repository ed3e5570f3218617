package io.riskmonitor.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.gold.GoldStanding;
import java.util.List;

/** How applications stand to their gold sets, as the API says it. */
final class GoldJson {

    private GoldJson() {}

    static List<ObjectNode> of(List<GoldStanding> standings) {
        return standings.stream().map(GoldJson::of).toList();
    }

    private static ObjectNode of(GoldStanding standing) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("application", standing.application())
                .put("version", standing.version())
                .put("cases", standing.cases())
                .put("covered", standing.covered());
        if (standing.cases() > 0) {
            json.put("coverage", standing.coverage());
        }
        json.put("from", standing.from().toString()).put("to", standing.to().toString());
        ArrayNode results = json.putArray("results");
        standing.results().forEach((caseId, counts) -> results.addObject()
                .put("caseId", caseId)
                .put("passed", counts.passed())
                .put("failed", counts.failed())
                .put("unsure", counts.unsure()));
        return json;
    }
}
