internal import Causes
internal import Diagnosis
internal import Images
internal import Manifests
internal import Text

/// Writes a report as one JSON object.
///
/// Keys are stable: new ones may come, none goes or changes its meaning.
///
/// - `conclusion`: `fine`, `wrong` or `unreadable`, as the exit statuses 0, 1 and 2.
/// - `step`: the one next step: `words`, and `command` or null; null where nothing is wrong.
/// - `examined`: how many Pods were looked at; null where one was named.
/// - `pods[]`: `namespace`, `name`, `owner` or null, `causes[]`, `step`, `images[]`, `events[]`:
///   - `images[]`: `place`, `image`, `reference` (as the kubelet reads it) or null, `fault` or null, `rules[]` (`registry`, `pattern`,
///     `secret`), `misses[]` (`registry`, `pattern`, `reason`, `message`), `tries[]` in the kubelet's order (`holder`, `key`, `empty`, `ours`,
///     `ends`, `answer` and `detail` of `--probe`), `anonymous`: what the registry says to nobody, or null, `waiting`: why it was not pulled, or
///     null, `node[]`: what the node does with it;
///   - `events[]`: `time`, `reason`, `kind`, `name`, `ours`, `meaning`.
/// - `installation[]`: what is wrong with Pullpass itself, where many Pods were looked at.
/// - `unread[]`: what could not be looked at: `object`, `why`.
/// - `notes[]`: what to keep in mind, in words.
///
/// Each cause has `code`, a stable word, `weight` (`fault`, `risk` or `note`), `message`, `proof[]` and `step`.
package struct DoctorJSON: Sendable {
    /// Makes a writer.
    package init() {}

    /// The JSON text, with a line feed at its end.
    package func text(_ report: DoctorReport) -> String {
        let fields: [(String, ManifestValue)] = [
            ("conclusion", .text("\(report.conclusion)")),
            ("step", step(report.step)),
            ("examined", report.examined.map { .number($0) } ?? .null),
            ("pods", .list(report.pods.map(pod))),
            ("installation", .list(report.installation.map(cause))),
            (
                "unread",
                .list(report.unread.map { object([("object", cleaned($0.object)), ("why", cleaned($0.why))]) })
            ),
            ("notes", .texts(report.notes.map { Printable.line($0) })),
        ]
        return object(fields).json(escaping: .terminal)
    }

    private func pod(_ part: DoctorReport.PodPart) -> ManifestValue {
        object([
            ("namespace", .text(part.facts.namespace.name)),
            ("name", .text(part.facts.pod.name)),
            ("owner", .text(orNull: part.facts.pod.owner)),
            ("causes", .list(part.causes.map(cause))),
            ("step", step(part.diagnosis.step)),
            ("images", .list(part.diagnosis.images.map { image($0, part.facts) })),
            ("events", .list(part.diagnosis.events.map(event))),
        ])
    }

    private func cause(_ cause: Cause) -> ManifestValue {
        object([
            ("code", .text(cause.code)), ("weight", .text("\(cause.weight)")), ("message", .text(cause.words)),
            ("proof", .texts(cause.proof)), ("step", step(cause.step)),
        ])
    }

    private func step(_ step: Cause.Step?) -> ManifestValue {
        step.map { object([("words", .text($0.words)), ("command", .text(orNull: $0.command))]) } ?? .null
    }

    private func image(_ view: ImageView, _ facts: Facts) -> ManifestValue {
        let matches = view.registries.map {
            object([
                ("registry", .text($0.registry)), ("pattern", .text(orNull: $0.pattern)), ("secret", .text($0.secret)),
            ])
        }
        let misses = view.misses.map {
            object([
                ("registry", .text($0.registry)), ("pattern", .text($0.pattern)), ("reason", .text($0.code)),
                ("message", cleaned($0.message)),
            ])
        }
        let nobody = view.answers.first { $0.secret == nil }
        return object([
            ("place", .text(view.fact.place)), ("image", .text(view.fact.image)),
            ("reference", .text(orNull: view.reference?.repository)), ("fault", .text(orNull: view.fault)),
            ("rules", .list(matches)), ("misses", .list(misses)),
            ("tries", .list(view.tries.map { shown(TryView($0, view, facts)) })),
            ("anonymous", .text(orNull: nobody?.word.code)),
            ("waiting", .text(orNull: view.failure?.text)), ("node", .texts(view.node)),
        ])
    }

    private func shown(_ each: TryView) -> ManifestValue {
        object([
            ("holder", cleaned(each.holder)), ("key", cleaned(each.key)), ("empty", .bool(each.isEmpty)),
            ("ours", each.isOurs.map { .bool($0) } ?? .null), ("ends", .text(orNull: each.ends?.whole)),
            ("answer", .text(orNull: each.answer?.word.code)),
            ("detail", .text(orNull: each.answer.map { Printable.line($0.detail) })),
        ])
    }

    private func event(_ meaning: EventMeaning) -> ManifestValue {
        object([
            ("time", .text(orNull: meaning.event.time?.whole)), ("reason", cleaned(meaning.event.reason)),
            ("kind", cleaned(meaning.event.kind)), ("name", cleaned(meaning.event.name)),
            ("ours", .bool(meaning.event.isOurs)), ("meaning", .text(meaning.meaning)),
        ])
    }

    private func cleaned(_ text: String) -> ManifestValue { .text(Printable.line(text)) }

    private func object(_ fields: [(String, ManifestValue)]) -> ManifestValue {
        .object(fields.map { (key: $0.0, value: $0.1) })
    }
}
