internal import Admission

/// Writes an explanation as one JSON object.
///
/// Keys are stable: new ones may come, none goes or changes its meaning.
///
/// - `conclusion`: `complete`, `lacking` or `unreadable`, as the exit statuses 0, 1 and 2.
/// - `pods[]`: one for each Pod and each object that makes Pods, in the order of the input:
///   - `file`, `line`, `apiVersion`, `kind`, `namespace`, `name`: the object;
///   - `outcome`: `injected`, `unchanged`, `notUnderstood` or `malformed`;
///   - `reason`: for `unchanged`: `noMatch`, `namespaceNotSelected`, `alreadyPresent`, `optedOut`, `mirrorPod`,
///     `noSpec` or `notPodCreate`; otherwise the webhook's own words, or null;
///   - `notSeen`: why the API server does not ask the webhook about this Pod, or null;
///   - `lacking`: whether a Secret is most likely missing (exit status 1);
///   - `secretsAdded[]`, `secretsPresent[]`: names;
///   - `everyPod[]`: registries that are for every Pod: `registry`, `secret`;
///   - `pullPolicyAlways[]`: what is made to pull always: `container app`;
///   - `images[]`: `role` (`container`, `initContainer`, `imageVolume`), `name`, `image`, `repository` (as the kubelet
///     reads it) or null, `fault` (why it cannot be read) or null, `matches[]` (`registry`, `pattern`, `secret`) and
///     `misses[]` (`registry`, `pattern`, `reason`: `host`, `port`, `path` or `namespace`, and `message` in words);
///   - `patch`: the JSON Patch for the Pod, or null;
///   - `warnings[]`: what the webhook tells the client.
/// - `otherObjects`: how many objects make no Pods, by kind.
/// - `problems[]`: what could not be read: `file`, `line`, `message`.
/// - `notes[]`: what manifests alone cannot tell, in words.
package struct JSONRenderer: Sendable {
    /// Makes a renderer.
    package init() {}

    /// The JSON text, with a line feed at its end.
    package func render(_ explanation: Explanation) -> String {
        let others = explanation.otherObjects.sorted { $0.key < $1.key }
        return JSONValue.object([
            ("conclusion", .string("\(explanation.conclusion)")),
            ("pods", .array(explanation.verdicts.map(pod))),
            ("otherObjects", .object(others.map { ($0.key, .number($0.value)) })),
            ("problems", .array(explanation.problems.map(problem))),
            ("notes", strings(explanation.notes)),
        ]).text
    }

    private func pod(_ verdict: Verdict) -> JSONValue {
        .object([
            ("file", .string(verdict.location.file)),
            ("line", .number(verdict.location.line)),
            ("apiVersion", .string(verdict.apiVersion)),
            ("kind", .string(verdict.kind)),
            ("namespace", .string(verdict.namespace)),
            ("name", .string(verdict.name)),
            ("outcome", .string(verdict.outcome.code)),
            ("reason", string(verdict.outcome.reasonCode ?? verdict.detail)),
            ("notSeen", string(verdict.notSeen)),
            ("lacking", .verbatim(verdict.isLacking ? "true" : "false")),
            ("secretsAdded", strings(verdict.secretsAdded)),
            ("secretsPresent", strings(verdict.secretsPresent)),
            (
                "everyPod",
                .array(
                    verdict.everyPodMatches.map { match in
                        .object([("registry", .string(match.registry)), ("secret", .string(match.secret))])
                    }
                )
            ),
            ("pullPolicyAlways", strings(verdict.pullPolicyForced)),
            ("images", .array(verdict.images.map(image))),
            ("patch", verdict.patch.map(JSONValue.verbatim) ?? .null),
            ("warnings", strings(verdict.warnings)),
        ])
    }

    private func image(_ image: ImageVerdict) -> JSONValue {
        .object([
            ("role", .string(image.role.rawValue)),
            ("name", .string(image.name)),
            ("image", .string(image.image)),
            ("repository", string(image.repository)),
            ("fault", string(image.fault)),
            ("matches", .array(image.matches.map(match))),
            ("misses", .array(image.misses.map(miss))),
        ])
    }

    private func match(_ match: Match) -> JSONValue {
        .object([
            ("registry", .string(match.registry)),
            ("pattern", string(match.pattern)),
            ("secret", .string(match.secret)),
        ])
    }

    private func miss(_ miss: Miss) -> JSONValue {
        .object([
            ("registry", .string(miss.registry)),
            ("pattern", .string(miss.pattern)),
            ("reason", .string(miss.code)),
            ("message", .string(miss.message)),
        ])
    }

    private func problem(_ problem: InputProblem) -> JSONValue {
        .object([
            ("file", .string(problem.location.file)),
            ("line", .number(problem.location.line)),
            ("message", .string(problem.message)),
        ])
    }

    private func strings(_ strings: [String]) -> JSONValue { .array(strings.map(JSONValue.string)) }

    private func string(_ string: String?) -> JSONValue { string.map(JSONValue.string) ?? .null }
}
