/// What one file becomes.
package struct FileChange: Sendable, Hashable {
    /// Where it stands, behind all links.
    package let path: String
    /// What it is for.
    package let role: NodeRecord.Role
    /// What is there; nil for nothing.
    package let before: NodeFile?
    /// What will be there; nil for nothing.
    package let after: NodeFile?

    /// The way back.
    var undone: FileChange { FileChange(path: path, role: role, before: after, after: before) }
}
