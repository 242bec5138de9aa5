/// Who reads a configuration, and where.
struct CommandOrigin: Sendable {
    /// The command's name in the log.
    let label: String
    /// The version of Pullpass.
    let version: String
    /// The variables of the process.
    let environment: [String: String]
}
