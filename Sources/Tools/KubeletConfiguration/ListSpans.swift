internal import Manifests

/// Where the elements of `providers` stand in a text, and how another one is written between them.
struct ListSpans {
    /// The bytes of each element: whole lines in YAML, from brace to brace in JSON.
    let elements: [Range<Int>]
    /// Writes an element as it stands among the others.
    let write: (ManifestValue) -> [UInt8]
    /// What stands between two elements.
    let separator: [UInt8]

    /// The text without some elements, and with others in front of the element at `position`; nil where none would be there to go by.
    func changed(
        _ bytes: [UInt8],
        dropping isDropped: [Bool],
        adding: [ManifestValue],
        at position: Int
    ) -> [UInt8]? {
        guard let first = elements.first, let last = elements.last, isDropped.count == elements.count else {
            return nil
        }
        var edited = bytes[..<first.lowerBound]
        var isFirst = true
        var end = first.lowerBound
        func put(_ text: some Sequence<UInt8>, between: ArraySlice<UInt8>?) {
            if !isFirst { edited += between ?? separator[...] }
            edited += text
            isFirst = false
        }
        for (index, span) in elements.enumerated() {
            if index == position { adding.forEach { put(write($0), between: nil) } }
            // What people wrote between two elements belongs to the second.
            let gap = bytes[end..<span.lowerBound]
            end = span.upperBound
            guard !isDropped[index] else { continue }
            put(bytes[span], between: index == 0 ? nil : gap)
        }
        if position == elements.count { adding.forEach { put(write($0), between: nil) } }
        return Array(edited + bytes[last.upperBound...])
    }
}
