package import Text

extension JSONValue {
    /// Reads a JSON text; nil where it is none.
    package init?(parsing text: String) {
        guard let value = try? JSONText.decode(JSONValue.self, from: Array(text.utf8)) else { return nil }
        self = value
    }
}
