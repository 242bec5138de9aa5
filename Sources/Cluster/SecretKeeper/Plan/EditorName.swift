/// Who has changed a copy, as he calls himself.
///
/// An object of its own: nearly no copy has one, and there may be a hundred thousand.
final class EditorName: Sendable, Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: EditorName, b: EditorName) -> Bool { a.text == b.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
