/// How a plugin ended.
struct PluginRun: Sendable {
    enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        /// It never ran; the number is the system's.
        case notStarted(Int32)
    }

    let ending: Ending
    let standardOutput: [UInt8]
    let standardError: [UInt8]
    /// The minute was over before the last of its output was read, whatever it had ended with by then.
    let isOverdue: Bool

    /// What the kubelet says of it; nil where it goes on to read the output.
    func failure(of name: String, image: String, path: String) -> GoError? {
        let reason: String
        switch ending {
        case _ where isOverdue: reason = "context deadline exceeded"
        case .exited(0): return nil
        case .exited(let status): reason = "exit status \(status)"
        case .signalled(let number): reason = "signal: \(Self.signals[number] ?? "signal \(number)")"
        case .notStarted(let code): reason = "fork/exec \(path): \(SystemWords.of(code))"
        }
        let words = String(decoding: standardError, as: UTF8.self)
        return GoError("error execing credential provider plugin \(name) for image \(image): \(reason): \(words)")
    }

    private static let signals: [Int32: String] = [
        1: "hangup", 2: "interrupt", 6: "aborted", 9: "killed", 11: "segmentation fault", 13: "broken pipe",
        15: "terminated",
    ]
}
