import Credentials
import FoundationEssentials
import Images
import Processes
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// The emulation of AWS that is called moto, as a server of its own.
private struct Moto {
    let url: String
    private let process: RunningProcess

    /// Starts it on a free port and waits until it says which.
    init() async throws {
        var command = Command(Python.path, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"])
        command.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        command.timeLimit = .seconds(900)
        let process = try await RunningProcess.start(command)
        self.process = process
        let log = LogCollector()
        Task { await log.collect(from: process) }
        let line = await log.firstLine { $0.contains("Running on http://") }
        url = try #require(line?.split(separator: " ").last.map(String.init), "\(log.lines)")
    }

    func stop() { process.kill() }
}

@Suite struct `moto, which emulates AWS` {
    @Test(.enabled(Python.absence(of: "moto and flask")) { await Python.has("moto.server", "flask_cors") })
    func `gives tokens of ECR to keys and to roles`() async throws {
        let moto = try await Moto()
        defer { moto.stop() }
        let role = "roleARN: \"arn:aws:iam::123456789012:role/puller\", externalID: x"
        let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
        for identity in ["", role, "webIdentityTokenFile: /token, roleARN: \"arn:aws:iam::123456789012:role/puller\""] {
            let fetcher = try fetcher(
                "matchImages: [\(host)]\ncredentials: { ecr: { endpoint: \"\(moto.url)\", stsEndpoint: \"\(moto.url)\", \(identity) } }",
                environment: AWSFixture.keys,
                files: FakeFiles(["/token": AWSStub.webIdentity]),
                // The tokens that moto gives all end with the year 2014.
                clock: WallClock { Timestamp(seconds: 1_420_000_000) }
            )
            let fetched = try await fetched(by: fetcher)
            #expect(try attempts([fetched.dockerConfigJSON], "\(host)/team/app:1") == ["AWS"])
            #expect(fetched.expiresAt != nil)
        }
    }
}
