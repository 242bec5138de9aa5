internal import Admission
internal import Causes
internal import Images
internal import Manifests
internal import Text

/// Writes an explanation as one JSON object.
///
/// Keys are stable: new ones may come, none goes or changes its meaning.
///
/// - `conclusion`: `complete`, `lacking` or `unreadable`, as the exit statuses 0, 1 and 2.
/// - `pods[]`: one for each Pod and each object that makes Pods, in the order of the input:
///   - `file`, `line`, `apiVersion`, `kind`, `namespace`, `name`: the object;
///   - `outcome`: `injected`, `unchanged`, `notUnderstood` or `malformed`;
///   - `reason`: for `unchanged`: `noMatch`, `namespaceNotSelected`, `alreadyPresent`, `optedOut`, `mirrorPod`,
///     `noSpec`, `tooLarge` or `notPodCreate`; otherwise the webhook's own words, or null;
///   - `notSeen`: why the API server does not ask the webhook about this Pod, or null;
///   - `lacking`: whether a Secret is most likely missing (exit status 1);
///   - `secretsAdded[]`, `secretsPresent[]`: names; the second are those that the Pod has when the webhook is asked, so those of its
///     ServiceAccount where it names none and the input shows that;
///   - `anonymousSecret`: the Secret of the anonymous try where it is put at the end of the list, or null;
///   - `everyPod[]`: registries that are for every Pod: `registry`, `secret`;
///   - `pullPolicyAlways[]`: what is made to pull always: `container app`;
///   - `images[]`: `role` (`container`, `initContainer`, `imageVolume`), `name`, `image`, `repository` (as the kubelet
///     reads it) or null, `fault` (why it cannot be read) or null, `matches[]` (`registry`, `pattern`, `secret`) and
///     `misses[]` (`registry`, `pattern`, `reason`: `host`, `case`, `port`, `path` or `namespace`, and `message` in words);
///   - `patch`: the JSON Patch for the Pod, or null;
///   - `keyring[]`: what becomes of the Pod's own Secrets: `code` (`hidden`, `unused` or `broken`) and `message` in words;
///   - `warnings[]`: what the webhook tells the client, as `injection.warnings` wants it;
///   - `controller`, only for Pods that an operator's controller makes of the object: `path`, the part of the object that they are made from,
///     or null for images that stand alone; `remarks[]`, what the controller itself needs of registries. Their images may have the `role`
///     `field`, with the path as `name`, and `placeholder: true` where nothing is matched before the controller has filled something in.
///   - `exists`, only for Pods that are there already (`--live`): whether it has `ended`, and, where it lacks Secrets that one made now would name,
///     as it never changes, the `cause` (`code`, `message`) and the `step` (`words`, `command` or null); otherwise both are null.
/// - `otherObjects`: how many objects make no Pods, by kind.
/// - `withoutImage`, only where there are any: how many of those are of kinds that controllers read, and have no image.
/// - `problems[]`: what could not be read: `file`, `line`, `message`.
/// - `notes[]`: what manifests alone cannot tell, in words.
package struct JSONRenderer: Sendable {
    /// Makes a renderer.
    package init() {}

    /// The JSON text, with a line feed at its end.
    package func render(_ explanation: Explanation) -> String {
        let others = explanation.otherObjects.sorted { $0.key < $1.key }
        let imageless = explanation.imagelessObjects.sorted { $0.key < $1.key }
        var fields: [(String, ManifestValue)] = [
            ("conclusion", .text("\(explanation.conclusion)")),
            ("pods", .list(explanation.verdicts.map(pod))),
            ("otherObjects", .object(others.map { ($0.key, .number($0.value)) })),
        ]
        if !imageless.isEmpty {
            fields.append(("withoutImage", .object(imageless.map { ($0.key, .number($0.value)) })))
        }
        fields.append(("problems", .list(explanation.problems.map(problem))))
        fields.append(("notes", .texts(explanation.notes)))
        return ManifestValue.object(fields).json(escaping: .terminal)
    }

    private func pod(_ verdict: PodVerdict) -> ManifestValue {
        var fields = fields(of: verdict)
        if let controller = verdict.controller {
            let facts: [(String, ManifestValue)] = [
                ("path", .text(orNull: controller.path)), ("remarks", .texts(controller.remarks)),
            ]
            fields.append(("controller", .object(facts)))
        }
        if let existing = verdict.existing {
            let cause = verdict.lack.map { [("code", ManifestValue.text($0.code)), ("message", .text($0.words))] }
            let step = verdict.remedy.map {
                [("words", ManifestValue.text($0.words)), ("command", .text(orNull: $0.command))]
            }
            let facts: [(String, ManifestValue)] = [
                ("ended", .bool(existing.hasEnded)), ("cause", cause.map { .object($0) } ?? .null),
                ("step", step.map { .object($0) } ?? .null),
            ]
            fields.append(("exists", .object(facts)))
        }
        return .object(fields)
    }

    private func fields(of verdict: PodVerdict) -> [(String, ManifestValue)] {
        [
            ("file", .text(verdict.location.file)),
            ("line", .number(verdict.location.line)),
            ("apiVersion", .text(verdict.apiVersion)),
            ("kind", .text(verdict.kind)),
            ("namespace", .text(verdict.namespace)),
            ("name", .text(verdict.name)),
            ("outcome", .text(verdict.outcome.code)),
            ("reason", .text(orNull: verdict.outcome.reasonCode ?? verdict.detail)),
            ("notSeen", .text(orNull: verdict.notSeen)),
            ("lacking", .bool(verdict.isLacking)),
            ("secretsAdded", .texts(verdict.secretsAdded)),
            ("anonymousSecret", .text(orNull: verdict.anonymousSecret)),
            ("secretsPresent", .texts(verdict.secretsPresent)),
            (
                "everyPod",
                .list(
                    verdict.everyPodMatches.map { match in
                        .object([("registry", .text(match.registry)), ("secret", .text(match.secret))])
                    }
                )
            ),
            ("pullPolicyAlways", .texts(verdict.pullPolicyForced)),
            ("images", .list(verdict.images.map(image))),
            ("patch", verdict.patch.map { .json($0) } ?? .null),
            ("keyring", .list(verdict.keyring.map(finding))),
            ("warnings", .texts(verdict.warnings)),
        ]
    }

    private func finding(_ finding: KeyringFinding) -> ManifestValue {
        .object([("code", .text(finding.code)), ("message", .text(finding.message))])
    }

    private func image(_ image: ImageVerdict) -> ManifestValue {
        let fields: [(String, ManifestValue)] = [
            ("role", .text(image.role.rawValue)),
            ("name", .text(image.name)),
            ("image", .text(image.image)),
            ("repository", .text(orNull: image.repository)),
            ("fault", .text(orNull: image.fault)),
            ("matches", .list(image.matches.map(match))),
            ("misses", .list(image.misses.map(miss))),
        ]
        return .object(image.isPlaceholder ? fields + [("placeholder", .bool(true))] : fields)
    }

    private func match(_ match: Match) -> ManifestValue {
        .object([
            ("registry", .text(match.registry)),
            ("pattern", .text(orNull: match.pattern)),
            ("secret", .text(match.secret)),
        ])
    }

    private func miss(_ miss: Miss) -> ManifestValue {
        .object([
            ("registry", .text(miss.registry)),
            ("pattern", .text(miss.pattern)),
            ("reason", .text(miss.code)),
            ("message", .text(miss.message)),
        ])
    }

    private func problem(_ problem: InputProblem) -> ManifestValue {
        .object([
            ("file", .text(problem.location.file)),
            ("line", .number(problem.location.line)),
            ("message", .text(problem.message)),
        ])
    }
}
