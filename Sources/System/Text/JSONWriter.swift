/// Builds compact JSON text in the order in which it is given.
package struct JSONWriter: Sendable {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    /// Starts with nothing.
    package init() {}

    /// Appends text that is JSON, or a piece of it, as it stands.
    package mutating func append(raw text: String) { bytes += text.utf8 }

    /// Appends a string in quotes; what JSON does not want escaped is UTF-8 as it is.
    package mutating func append(string text: String) { bytes += text.quotedJSON().utf8 }

    /// Appends what stands between brackets, with commas between the elements.
    package mutating func append<Element>(
        _ open: String,
        _ elements: some Sequence<Element>,
        _ close: String,
        each append: (inout JSONWriter, Element) -> Void
    ) {
        self.append(raw: open)
        var isFirst = true
        for element in elements {
            if !isFirst { self.append(raw: ",") }
            isFirst = false
            append(&self, element)
        }
        self.append(raw: close)
    }

    /// Appends a list.
    package mutating func append<Element>(
        list elements: some Sequence<Element>,
        each append: (inout JSONWriter, Element) -> Void
    ) {
        self.append("[", elements, "]", each: append)
    }

    /// Appends an object.
    package mutating func append<Value>(
        object members: some Sequence<(String, Value)>,
        each append: (inout JSONWriter, Value) -> Void
    ) {
        self.append("{", members, "}") { writer, member in
            writer.append(string: member.0)
            writer.append(raw: ":")
            append(&writer, member.1)
        }
    }
}
