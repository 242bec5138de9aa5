internal import Text

extension DockerConfigText {
    /// What becomes of `auths` where no entry is left.
    package enum Emptied: String, Sendable, Hashable {
        /// An empty object.
        case empty
        /// Null, as it was before the first edit.
        case null
        /// It goes, as it was not there before.
        case absent
    }

    /// A change of entries, whose values are JSON text.
    package struct Edit: Sendable {
        /// New values by the key.
        package var replaced: [String: String] = [:]
        /// Keys that go.
        package var removed: Set<String> = []
        /// Entries that come behind those that are there.
        package var added: [(key: String, value: String)] = []
        /// What is left where all go.
        package var emptied = Emptied.empty

        /// Changes nothing.
        package init() {}

        /// Whether it changes nothing.
        package var isEmpty: Bool { replaced.isEmpty && removed.isEmpty && added.isEmpty }
    }

    /// What `auths` is now, for the way back.
    package var emptied: Emptied { auths != nil ? .empty : authsIndex != nil ? .null : .absent }

    /// The text of a new file, for entries to be added.
    package static let template = "{\n\t\"auths\": {\n\t}\n}\n"

    /// The text after a change.
    ///
    /// Entries that were added, and are removed again, leave the text as it was, byte for byte.
    package func applying(_ edit: Edit) -> [UInt8] {
        guard !edit.isEmpty else { return bytes }
        guard let auths else { return insertingAuths(edit.added) }
        var (replaced, removed): ([Int: String], Set<Int>) = ([:], [])
        for (index, key) in keys.enumerated() {
            if edit.removed.contains(key) { removed.insert(index) } else { replaced[index] = edit.replaced[key] }
        }
        let content = content(of: auths, replaced: replaced, removed: removed, added: edit.added)
        let isEmptied = removed.count == keys.count && edit.added.isEmpty
        if isEmptied, edit.emptied == .absent, let authsIndex {
            return bytes[..<whole.content.lowerBound] + self.content(of: whole, removed: [authsIndex])
                + bytes[whole.content.upperBound...]
        }
        if isEmptied, edit.emptied == .null {
            return bytes[..<(auths.content.lowerBound - 1)] + Array("null".utf8)
                + bytes[(auths.content.upperBound + 1)...]
        }
        return bytes[..<auths.content.lowerBound] + content + bytes[auths.content.upperBound...]
    }

    /// The text with an `auths` where there is none, or null.
    private func insertingAuths(_ added: [(key: String, value: String)]) -> [UInt8] {
        let gap = gap(in: whole)
        let inner = gap.utf8.contains(UInt8(ascii: "\n")) ? gap + "\t" : ""
        let members = added.map { inner + $0.key.quotedJSON() + ": " + $0.value }.joined(separator: ",")
        let value = "{" + members + (inner.isEmpty ? "" : gap) + "}"
        if let authsIndex {
            return content(of: whole, replaced: [authsIndex: value]).inBraces(of: bytes, whole.content)
        }
        return content(of: whole, added: [("auths", value)]).inBraces(of: bytes, whole.content)
    }

    /// What stands between the braces of an object after a change of its members, by their indices.
    private func content(
        of object: Object,
        replaced: [Int: String] = [:],
        removed: Set<Int> = [],
        added: [(key: String, value: String)] = []
    ) -> [UInt8] {
        var output: [UInt8] = []
        var end = object.content.lowerBound
        var isFirst = true
        for (index, member) in object.members.enumerated() {
            let front = end
            end = member.value.upperBound
            guard !removed.contains(index) else { continue }
            // Who comes to be the first has what stood in front of the first.
            output +=
                isFirst
                ? bytes[object.content.lowerBound..<object.members[0].start] : bytes[front..<member.start]
            isFirst = false
            output += bytes[member.start..<member.value.lowerBound]
            if let value = replaced[index] { output += value.utf8 } else { output += bytes[member.value] }
        }
        let gap = gap(in: object)
        for (key, value) in added {
            output += ((isFirst ? "" : ",") + gap + key.quotedJSON() + (gap.isEmpty ? ":" : ": ") + value).utf8
            isFirst = false
        }
        return output + bytes[end..<object.content.upperBound]
    }

    /// The white space in front of a new member: as in front of the last one, or two tabs deep in a text of several lines.
    private func gap(in object: Object) -> String {
        guard let last = object.members.last else {
            let isTop = object.content == whole.content
            return bytes.contains(UInt8(ascii: "\n")) ? (isTop ? "\n\t" : "\n\t\t") : ""
        }
        let space = bytes[..<last.start].reversed().prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return String(decoding: space.reversed(), as: UTF8.self)
    }
}

extension [UInt8] {
    /// The same in place of the content of an object.
    fileprivate func inBraces(of text: [UInt8], _ content: Range<Int>) -> [UInt8] {
        text[..<content.lowerBound] + self + text[content.upperBound...]
    }
}
