/// The name of a Secret, in the forms an answer needs.
struct PullSecret: Sendable {
    /// The name as UTF-8.
    let name: [UInt8]
    /// The name as the inside of a JSON string.
    let escapedName: [UInt8]
    /// An element of `imagePullSecrets`: `{"name":"…"}`.
    let element: [UInt8]

    init(name: String) {
        self.name = Array(name.utf8)
        var escaped: [UInt8] = []
        escaped.append(escaping: name.utf8)
        escapedName = escaped
        var element: [UInt8] = []
        element.append(#"{"name":""#)
        element.append(contentsOf: escaped)
        element.append(#""}"#)
        self.element = element
    }

    /// Whether the name stands before another's: the shorter one does, then the one that is less.
    func isBefore(_ other: PullSecret) -> Bool {
        let other = other.name
        return order(to: other.span) < 0
    }

    /// Negative where the name stands before another, positive where behind it.
    func order(to other: Span<UInt8>) -> Int {
        guard name.count == other.count else { return name.count - other.count }
        for index in name.indices where name[index] != other[index] { return Int(name[index]) - Int(other[index]) }
        return 0
    }
}
