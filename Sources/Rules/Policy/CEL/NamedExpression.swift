/// A variable or match condition.
struct NamedExpression: Sendable, Hashable {
    let name: String
    let expression: String
}
