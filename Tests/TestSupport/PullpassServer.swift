public import Processes

/// The built executable, serving on ports of 127.0.0.1 with files of its own.
///
/// It is killed when the last reference goes away.
public final class PullpassServer: Sendable {
    /// The webhook's port.
    public let port: Int
    /// The port of /healthz, /readyz and /metrics.
    public let metricsPort: Int
    /// Its certificates.
    public let certificates: CertificateFiles
    /// Its standard error.
    public let log: LogCollector
    /// The process.
    public let process: RunningProcess

    private let directory: TemporaryDirectory

    private init(
        _ process: RunningProcess,
        ports: (webhook: Int, metrics: Int),
        _ certificates: CertificateFiles,
        _ directory: TemporaryDirectory
    ) {
        let log = LogCollector()
        (port, metricsPort) = ports
        self.certificates = certificates
        self.log = log
        self.process = process
        self.directory = directory
        Task { await log.collect(from: process) }
    }

    // The task that reads the log keeps the process alive, so its own deinit would come too late.
    deinit { process.kill() }

    /// Starts `pullpass serve --standalone` and waits until /readyz says yes.
    ///
    /// - Parameters:
    ///   - configuration: The configuration file's text.
    ///   - certificates: Made anew unless given.
    ///   - arguments: More arguments.
    public static func start(
        configuration: String = PullpassServer.configuration(),
        certificates: CertificateFiles? = nil,
        arguments: [String] = []
    ) async throws -> PullpassServer {
        let directory = try TemporaryDirectory()
        let certificates = if let certificates { certificates } else { try await CertificateFiles() }
        let ports = (webhook: try FreePort.find(), metrics: try FreePort.find())
        var command = Command(try Repository.executable())
        command.arguments =
            [
                "serve", "--standalone", "--config", try directory.write("config.yaml", configuration),
                "--listen", "127.0.0.1:\(ports.webhook)", "--metrics-listen", "127.0.0.1:\(ports.metrics)",
                "--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey,
            ] + arguments
        command.environment = ["PATH": Tool.searchPath]
        command.timeLimit = .seconds(300)
        command.outputLimit = 256 << 20
        let process = try await RunningProcess.start(command)
        let server = PullpassServer(process, ports: ports, certificates, directory)
        // It says something when it listens. From then on curl's own retries bridge what is left.
        _ = await server.log.firstLine { _ in true }
        guard try await server.health("readyz", ["--retry", "10", "--retry-connrefused", "--retry-delay", "1"]) == 200
        else {
            throw ServerNotReadyError(log: server.log.lines)
        }
        return server
    }

    /// Rules for Docker Hub (`pullpass-hub`) and ghcr.io/acme/ (`pullpass-ghcr`), with this `server:` section.
    public static func configuration(server: String = "drainTime: 0s", hub: String = "pullpass-hub") -> String {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: hub
            secretName: \(hub)
            matchImages: ["docker.io"]
            credentials: { basic: { username: { value: u }, password: { env: HUB } } }
          - name: ghcr
            matchImages: ["ghcr.io/acme/"]
            credentials: { basic: { username: { value: u }, password: { env: GHCR } } }
        server: { \(server) }
        """
    }

    /// Puts a new configuration file in the old one's place.
    public func replaceConfiguration(_ text: String) throws { try directory.write("config.yaml", text) }

    /// The URL of a path of the webhook.
    public func url(_ path: String = "/mutate") -> String { "https://localhost:\(port)\(path)" }

    /// The status that a path of the second listener answers with; 0 where nobody answers.
    public func health(_ path: String, _ arguments: [String] = []) async throws -> Int {
        let write = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "60"]
        let result = try await Tool.run("curl", write + arguments + ["http://127.0.0.1:\(metricsPort)/\(path)"])
        return Int(result.outputText) ?? 0
    }

    /// The text of /metrics.
    public func metrics() async throws -> String {
        try await Tool.run("curl", ["--silent", "--fail", "http://127.0.0.1:\(metricsPort)/metrics"]).outputText
    }

    /// Runs curl against the webhook with the CA verified.
    public func curl(_ arguments: [String], input: [UInt8] = []) async throws -> CommandResult {
        let fixed = ["--silent", "--show-error", "--max-time", "60", "--cacert", certificates.authority]
        return try await Tool.run("curl", fixed + arguments, input: input)
    }

    /// Posts a review with curl, and returns the answer's body.
    public func post(_ review: [UInt8], _ arguments: [String] = []) async throws -> String {
        let type = ["--header", "Content-Type: application/json", "--fail-with-body", "--data-binary", "@-"]
        return try await curl(type + arguments + [url("/mutate?timeout=5s")], input: review).outputText
    }

    /// Sends SIGTERM and waits for the end.
    public func stop() async throws -> ExitStatus {
        process.terminate()
        return try await process.waitForExit()
    }
}

/// The server said no when asked whether it is ready, or nothing at all.
public struct ServerNotReadyError: Error, CustomStringConvertible {
    let log: [String]

    /// Its log.
    public var description: String { "the server did not become ready; its log: \(log.joined(separator: "\n"))" }
}
