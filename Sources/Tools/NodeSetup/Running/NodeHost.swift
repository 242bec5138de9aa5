/// The running system of a node: its programs and its kubelet.
package protocol NodeHost: Sendable {
    /// Runs a program of the node to its end; nil where it could not be started, or took too long.
    func run(_ program: String, _ arguments: [String], timeLimit: Duration) async -> ProgramResult?
    /// Whether the kubelet says that it is well (`/healthz`).
    func isKubeletHealthy() async -> Bool
    /// Lets time pass.
    func pause(_ duration: Duration) async
}

/// What came of a program.
package struct ProgramResult: Sendable {
    /// Whether it ended with code 0.
    package let isSuccess: Bool
    /// What it wrote to standard output.
    package let output: [UInt8]
    /// What it wrote to standard error.
    package let error: [UInt8]

    /// Describes it.
    package init(isSuccess: Bool, output: [UInt8] = [], error: [UInt8] = []) {
        self.isSuccess = isSuccess
        self.output = output
        self.error = error
    }
}
