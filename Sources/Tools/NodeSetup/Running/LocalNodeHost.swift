internal import EventLoop
internal import HTTP
internal import HTTPClient
internal import Linux
internal import Processes
internal import Synchronization
internal import TLS

/// The system whose root a folder is.
///
/// For another root than `/` this process moves there with its first program, for good: what a node's programs need, libraries and sockets,
/// is found at the paths that they know. That needs CAP_SYS_CHROOT; and whoever wrote that root decides what is run.
package final class LocalNodeHost: NodeHost {
    private let root: String
    private let isInside: Mutex<Bool>
    private let loop: EventLoop
    private let http: HTTPClient
    private let health: HTTPURL

    /// Describes it; nothing is run yet.
    package init(root: String) throws {
        self.root = root
        isInside = Mutex(root == "/")
        loop = try EventLoop()
        http = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .nobody))
        // The usual `healthzBindAddress` and `healthzPort`.
        health = try HTTPURL(parsing: "http://127.0.0.1:10248/healthz")
    }

    deinit {
        http.shutdown()
        loop.stop()
    }

    package func run(_ program: String, _ arguments: [String], timeLimit: Duration) async -> ProgramResult? {
        guard (try? enter()) != nil else { return nil }
        let command = Command(
            program,
            arguments,
            environment: [
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C",
                "SYSTEMD_IGNORE_CHROOT": "1",
            ],
            outputLimit: 1 << 18,
            timeLimit: timeLimit
        )
        guard let result = try? await Processes.run(command) else { return nil }
        return ProgramResult(
            isSuccess: result.status.isSuccess,
            output: result.standardOutput,
            error: result.standardError
        )
    }

    private func enter() throws(SystemCallError) {
        try isInside.withLock { isInside throws(SystemCallError) in
            if !isInside { try RootFolder.enter(root) }
            isInside = true
        }
    }

    package func isKubeletHealthy() async -> Bool {
        let request = HTTPClientRequest(.get, health)
        let response = await Task(executorPreference: loop) { [http] in
            try? await http.send(request, timeouts: HTTPClientTimeouts(total: .seconds(5)), maximumBodyBytes: 1 << 12)
        }.value
        return response?.status == 200
    }

    package func pause(_ duration: Duration) async { try? await Task.sleep(for: duration) }
}
