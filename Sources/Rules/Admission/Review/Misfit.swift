/// A field of a review that does not have the shape Kubernetes gives it.
struct Misfit: CustomStringConvertible {
    /// What is wrong with the field.
    enum Fault: String {
        case notObject = "is not an object"
        case notArray = "is not an array"
        case notString = "is not a string"
        case notBool = "is not a boolean"
        case duplicate = "appears more than once"
        case missing = "is missing"
        case tooLong = "is too long"
    }

    let field: FieldPath
    let fault: Fault

    var description: String { "\(field) \(fault.rawValue)" }
}

/// The place of a field in the review, cheap enough to be passed along before anything is wrong.
struct FieldPath: CustomStringConvertible {
    private let parent: StaticString
    private let index: Int?
    private let isKeyed: Bool
    private let separator: StaticString
    private let member: StaticString

    /// A field outside of any list.
    init(_ path: StaticString) {
        self.init(path, nil)
    }

    /// A field of an element of the list `parent`, or the element itself where `member` is left out.
    init(_ parent: StaticString, _ index: Int?, _ separator: StaticString = "", _ member: StaticString = "") {
        self.parent = parent
        self.index = index
        isKeyed = false
        self.separator = separator
        self.member = member
    }

    /// The value of a key of a map.
    init(_ parent: StaticString, key: StaticString) {
        self.parent = parent
        index = nil
        isKeyed = true
        separator = ""
        member = key
    }

    var description: String {
        isKeyed ? "\(parent)[\(member)]" : "\(parent)\(index.map { "[\($0)]" } ?? "")\(separator)\(member)"
    }
}
