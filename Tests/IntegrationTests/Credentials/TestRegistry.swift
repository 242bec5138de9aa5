import FoundationEssentials
import Processes
import TestSupport

@testable import CredentialsTestSupport

/// Debian's `docker-registry` on a port of 127.0.0.1, over TLS, with one image, `team/app:1`, and one user: joe, hunter2.
final class TestRegistry: Sendable {
    /// The programs that are needed.
    static var isPossible: Bool { Tool.areInstalled("docker-registry", "skopeo", "htpasswd", "openssl", "bash") }

    /// `127.0.0.1:PORT`, as in images.
    let host: String
    /// The CA of its certificate, PEM.
    var authority: [UInt8] { get throws { Array(try Data(contentsOf: URL(filePath: certificates.authority))) } }

    private let process: RunningProcess
    private let certificates: CertificateFiles
    private let directory: TemporaryDirectory

    /// Starts it.
    ///
    /// - Parameter auth: The `auth` section of its configuration, in a folder that holds the file `htpasswd`.
    /// - Throws: What it said instead of starting.
    init(auth: (TemporaryDirectory) throws -> String) async throws {
        directory = try TemporaryDirectory()
        certificates = try await CertificateFiles()
        let users = try await Tool.run("htpasswd", ["-Bbn", "joe", "hunter2"])
        try directory.write("htpasswd", users.standardOutput)
        let configuration = """
            version: 0.1
            log: { accesslog: { disabled: true }, level: info, formatter: text }
            storage: { filesystem: { rootdirectory: '\(directory.path("data"))' } }
            http:
              addr: 127.0.0.1:0
              tls: { certificate: '\(certificates.certificate)', key: '\(certificates.privateKey)' }
            auth: \(try auth(directory))
            """
        guard let tool = Tool("docker-registry") else { throw ToolError.notInstalled("docker-registry") }
        var command = Command(tool.path, ["serve", try directory.write("config.yml", configuration)])
        command.timeLimit = .seconds(900)
        command.outputLimit = 64 << 20
        process = try await RunningProcess.start(command)
        let log = LogCollector()
        Task { [process] in await log.collect(from: process) }
        let line = await log.firstLine { $0.contains("listening on 127.0.0.1:") }
        guard let port = line?.split(separator: "listening on 127.0.0.1:").last?.prefix(while: { $0.isNumber }) else {
            process.kill()
            throw NotStarted(log: log.lines)
        }
        host = "127.0.0.1:\(port)"
        try await push()
    }

    deinit { process.kill() }

    /// Ends it and waits for that.
    func stop() async {
        process.kill()
        _ = try? await process.waitForExit()
    }

    /// Pulls the image as skopeo does, with a Docker configuration.
    func pull(_ image: String = "team/app:1", with configuration: [UInt8]) async throws -> CommandResult {
        let name = UUID().uuidString
        return try await skopeo([
            "--authfile", directory.write("\(name).json", configuration), "--src-cert-dir", trusted(),
            "docker://\(host)/\(image)", "dir:\(directory.path(name))",
        ])
    }

    /// Puts an image of one empty layer there.
    private func push() async throws {
        let layout = try TemporaryDirectory()
        func blob(_ bytes: [UInt8]) async throws -> String {
            let file = try layout.write("blob", bytes)
            let digest = try await Tool.run("openssl", ["dgst", "-sha256", "-r", file]).outputText.prefix(64)
            try FileManager.default.createDirectory(
                atPath: layout.path("blobs/sha256"),
                withIntermediateDirectories: true
            )
            try layout.write("blobs/sha256/\(digest)", bytes)
            return #""digest":"sha256:\#(digest)","size":\#(bytes.count)"#
        }
        let empty = [UInt8](repeating: 0, count: 1024)
        let layer = try await blob(empty)
        let diff = layer.split(separator: "\"")[2]
        let config = try await blob(
            Array(
                #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["\#(diff)"]},"config":{}}"#
                    .utf8
            )
        )
        let type = "application/vnd.oci.image"
        let manifest = try await blob(
            Array(
                (#"{"schemaVersion":2,"mediaType":"\#(type).manifest.v1+json","config":{"mediaType":"\#(type).config.v1+json",\#(config)},"#
                    + #""layers":[{"mediaType":"\#(type).layer.v1.tar",\#(layer)}]}"#).utf8
            )
        )
        try layout.write(
            "index.json",
            #"{"schemaVersion":2,"manifests":[{"mediaType":"\#(type).manifest.v1+json",\#(manifest)}]}"#
        )
        try layout.write("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        let result = try await skopeo([
            "--dest-creds", "joe:hunter2", "--dest-cert-dir", trusted(), "oci:\(layout.path)",
            "docker://\(host)/team/app:1",
        ])
        guard result.status.isSuccess else { throw NotStarted(log: [result.errorText]) }
    }

    private func skopeo(_ arguments: [String]) async throws -> CommandResult {
        try await Tool.run(
            "skopeo",
            ["copy", "--insecure-policy", "--quiet"] + arguments,
            environment: ["HOME": directory.path, "XDG_RUNTIME_DIR": directory.path]
        )
    }

    /// A folder with the CA, as skopeo wants it.
    private func trusted() throws -> String {
        let folder = directory.path("trusted")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try directory.write("trusted/ca.crt", authority)
        return folder
    }

    /// What was said instead of starting.
    struct NotStarted: Error, CustomStringConvertible {
        let log: [String]

        var description: String { log.joined(separator: "\n") }
    }
}
