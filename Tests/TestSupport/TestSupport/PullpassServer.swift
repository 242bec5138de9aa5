package import Processes

/// The built executable, serving on ports of 127.0.0.1 with files of its own.
///
/// It is killed when the last reference goes away.
package final class PullpassServer: Sendable {
    /// The webhook's port.
    package let port: Int
    /// The port of /healthz, /readyz and /metrics.
    package let metricsPort: Int
    /// Its certificates.
    package let certificates: CertificateFiles
    /// Its standard error.
    package let log: LogCollector
    /// The process.
    package let process: RunningProcess

    private let directory: TemporaryDirectory

    private init(
        _ process: RunningProcess,
        _ log: LogCollector,
        ports: (webhook: Int, metrics: Int),
        _ certificates: CertificateFiles,
        _ directory: TemporaryDirectory
    ) {
        (port, metricsPort) = ports
        self.certificates = certificates
        self.log = log
        self.process = process
        self.directory = directory
    }

    // The task that reads the log keeps the process alive, so its own deinit would come too late.
    deinit { process.kill() }

    /// Starts `pullpass serve`, with `--standalone` unless a cluster is given, and waits until /readyz says yes.
    ///
    /// - Parameters:
    ///   - configuration: The configuration file's text.
    ///   - certificates: Made anew unless given.
    ///   - cluster: The arguments that name a cluster, instead of `--standalone`.
    ///   - arguments: More arguments; those for `--certificates self` leave ``certificates`` unused, and `--listen` takes the place of
    ///     a free port.
    ///   - hasWebhook: False for a configuration with `engine: policy`; ``port`` is 0 then.
    ///   - waitsForReady: False where it is not to become ready.
    ///   - openFiles: How many descriptors it may have; for more than nil the machine needs `prlimit`.
    /// - Returns: The running server.
    /// - Throws: ``ServerNotReadyError`` with its log.
    package static func start(
        configuration: String = PullpassServer.configuration(),
        certificates: CertificateFiles? = nil,
        cluster: [String] = ["--standalone"],
        arguments: [String] = [],
        hasWebhook: Bool = true,
        waitsForReady: Bool = true,
        openFiles: Int? = nil
    ) async throws -> PullpassServer {
        let directory = try TemporaryDirectory()
        let certificates = if let certificates { certificates } else { try await CertificateFiles() }
        var arguments =
            [
                "serve", "--config", try directory.write("config.yaml", configuration),
                "--metrics-listen", "127.0.0.1:0",
            ] + (hasWebhook && !arguments.contains("--listen") ? ["--listen", "127.0.0.1:0"] : []) + cluster + arguments
        if hasWebhook, !arguments.contains("--certificates") {
            arguments += ["--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey]
        }
        return try await launch(
            arguments,
            certificates: certificates,
            directory: directory,
            hasWebhook: hasWebhook,
            waitsForReady: waitsForReady,
            openFiles: openFiles
        )
    }

    /// Starts the executable with exactly these arguments and variables, beside `PATH`, and waits until /readyz says yes.
    ///
    /// - Parameters:
    ///   - arguments: They make it listen on free ports of 127.0.0.1.
    ///   - environment: Variables.
    ///   - certificates: Those that the arguments name, if they name any.
    ///   - directory: Where the files are that it reads; kept as long as the server.
    ///   - hasWebhook: False for a configuration with `engine: policy`; ``port`` is 0 then.
    ///   - waitsForReady: False where it is not to become ready: it only has to listen.
    ///   - openFiles: How many descriptors it may have; for more than nil the machine needs `prlimit`.
    /// - Returns: The running server.
    /// - Throws: ``ServerNotReadyError`` with its log.
    package static func launch(
        _ arguments: [String],
        environment: [String: String] = [:],
        certificates: CertificateFiles,
        directory: TemporaryDirectory,
        hasWebhook: Bool = true,
        waitsForReady: Bool = true,
        openFiles: Int? = nil
    ) async throws -> PullpassServer {
        var command = Command(try Repository.executable(), arguments)
        if let openFiles, let prlimit = Tool("prlimit") {
            command = Command(prlimit.path, ["--nofile=\(openFiles)", command.executable] + arguments)
        }
        command.environment = Tool.environment.merging(environment) { _, given in given }
        command.timeLimit = .seconds(900)
        command.outputLimit = 256 << 20
        let process = try await RunningProcess.start(command)
        let log = LogCollector()
        Task { await log.collect(from: process) }
        guard let line = await log.firstLine(where: { $0.contains(#""message":"listening""#) }),
            let webhook = hasWebhook ? port(in: line, of: "webhook") : 0, let metrics = port(in: line, of: "operator")
        else {
            process.kill()
            throw ServerNotReadyError(log: log.lines)
        }
        let server = PullpassServer(process, log, ports: (webhook, metrics), certificates, directory)
        guard waitsForReady else { return server }
        let isReady =
            // In a cluster it reads the namespaces first.
            if !arguments.contains("--standalone") {
                try await eventually(within: .seconds(180)) { try await server.health("readyz") == 200 }
            } else {
                try await server.health("readyz") == 200
            }
        guard isReady else { throw ServerNotReadyError(log: log.lines) }
        return server
    }

    /// The port in the URL that a line of the log has under a key.
    private static func port(in line: String, of key: String) -> Int? {
        guard let value = line.split(separator: #""\#(key)":""#).dropFirst().first?.split(separator: "\"").first else {
            return nil
        }
        return value.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// Rules for Docker Hub (`pullpass-hub`) and ghcr.io/acme/ (`pullpass-ghcr`), with this `server:` section.
    package static func configuration(server: String = "drainTime: 0s", hub: String = "pullpass-hub") -> String {
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
    package func replaceConfiguration(_ text: String) throws { try directory.write("config.yaml", text) }

    /// The URL of a path of the webhook.
    package func url(_ path: String = "/mutate") -> String { "https://localhost:\(port)\(path)" }

    /// The status that a path of the second listener answers with; 0 where nobody answers.
    package func health(_ path: String, _ arguments: [String] = []) async throws -> Int {
        let write = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "600"]
        let result = try await Tool.run("curl", write + arguments + ["http://127.0.0.1:\(metricsPort)/\(path)"])
        return Int(result.outputText) ?? 0
    }

    /// The text of /metrics, as OpenMetrics unless another kind is asked for.
    package func metrics(accept: String = "application/openmetrics-text;version=1.0.0") async throws -> String {
        let arguments = ["--silent", "--fail", "--header", "Accept: \(accept)"]
        return try await Tool.run("curl", arguments + ["http://127.0.0.1:\(metricsPort)/metrics"]).outputText
    }

    /// Runs curl against the webhook with the CA verified.
    package func curl(_ arguments: [String], input: [UInt8] = []) async throws -> CommandResult {
        let fixed = ["--silent", "--show-error", "--max-time", "600", "--cacert", certificates.authority]
        return try await Tool.run("curl", fixed + arguments, input: input)
    }

    /// Posts a review with curl, and returns the answer's body.
    package func post(_ review: [UInt8], _ arguments: [String] = []) async throws -> String {
        let type = ["--header", "Content-Type: application/json", "--fail-with-body", "--data-binary", "@-"]
        return try await curl(type + arguments + [url("/mutate?timeout=5s")], input: review).outputText
    }

    /// Sends SIGTERM and waits for the end.
    package func stop() async throws -> ExitStatus {
        process.terminate()
        return try await process.waitForExit()
    }
}

/// The server said no when asked whether it is ready, or nothing at all.
package struct ServerNotReadyError: Error, CustomStringConvertible {
    let log: [String]

    /// Its log.
    package var description: String { "the server did not become ready; its log: \(log.joined(separator: "\n"))" }
}
