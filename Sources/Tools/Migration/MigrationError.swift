/// Why nothing can be migrated.
package struct MigrationError: Error, Sendable, CustomStringConvertible {
    /// For the terminal; repeats nothing of the input but names of files.
    package let description: String

    init(_ description: String) { self.description = description }
}
