import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import HTTP
import HTTPClient
import Images
import Kubernetes
import RegistryLogin
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// One call for each identity and what its token is good for, with AWS as strict as it is.
@Suite struct `Registries that share a token` {
    /// A registry of ECR by its name, account and region.
    private static func ecr(_ name: String, _ patterns: String, _ more: String = "") -> (name: String, lines: String) {
        (
            name,
            """
            matchImages: [\(patterns)]
            credentials:
              ecr:
                endpoint: PROVIDER/ecr
                stsEndpoint: PROVIDER/sts
                accessKeyID: { value: AKIDSTATIC01 }
                secretAccessKey: { secretKeyRef: { name: aws, key: secret } }
            \(more.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            """
        )
    }

    private static func host(_ account: Int, _ region: String) -> String {
        "10000000000\(account).dkr.ecr.\(region).amazonaws.com"
    }

    private static func role(_ name: String) -> String { "roleARN: \"arn:aws:iam::123456789012:role/\(name)\"" }

    /// Five registries of one region.
    private static let five = (1...5).map { ecr("r\($0)", host($0, "eu-west-1")) }

    /// What came of a round.
    private struct Round: Sendable {
        let report: SyncReport
        /// The calls of `GetAuthorizationToken` by region, sorted.
        var regions: [String] = []
        var assumed = 0
        var secrets: [String: [UInt8]] = [:]
        var events: [String] = []
    }

    private func round(_ registries: [(name: String, lines: String)]) async throws -> Round {
        try await withPeer(AWSStub.atNoon) { peer in
            let text = CredentialCluster.configuration(registries).replacing("PROVIDER", with: peer.url)
            let names = registries.map(\.name)
            var round = try await CredentialCluster.with { cluster in
                try cluster.server.createSecret("pullpass", "aws", type: "Opaque", data: ["secret": "hunter2-static"])
                let keeper = try cluster.keeper(text)
                var round = Round(
                    report: await Task(executorPreference: cluster.loop) { await keeper.syncOnce() }.value
                )
                for name in names {
                    let secret = cluster.server.secret("team", "pullpass-\(name)")
                    round.secrets[name] = secret?.data[".dockerconfigjson"]
                }
                round.events = cluster.server.events(in: "pullpass").map(\.message)
                return round
            }
            round.regions = Self.regions(peer.requests)
            round.assumed = peer.requests.count { $0.path.hasPrefix("/sts") }
            return round
        }
    }

    /// The regions for which a token was asked, from the scope of the signature.
    private static func regions(_ requests: [ProviderRequest]) -> [String] {
        requests.filter { $0.path.hasPrefix("/ecr") }
            .compactMap { $0.fields["authorization"]?.split(separator: "/").dropFirst(2).first.map(String.init) }
            .sorted()
    }

    @Test func `need one call for five registries of a region, and each has entries of its own`() async throws {
        var registries = Self.five
        registries[4].lines += "\nanonymousFallback: true"
        let round = try await round(registries)
        #expect(round.report.isComplete && round.report.placed == 6, "\(round.report)")
        #expect(round.regions == ["eu-west-1"])
        for index in 1...5 {
            let content = try #require(round.secrets["r\(index)"])
            #expect(try attempts([content], "\(Self.host(index, "eu-west-1"))/x").first == "AWS")
            let keys = try JSONDecoder().decode(Auths.self, from: Data(content)).auths.keys
            #expect(keys.contains(Self.host(index, "eu-west-1")))
            #expect(keys.count == 1, "\(keys)")
        }
    }

    @Test func `need one call for each region, also where one registry has several`() async throws {
        let round = try await round([
            Self.ecr("r1", Self.host(1, "eu-west-1")), Self.ecr("r2", Self.host(2, "eu-west-1")),
            Self.ecr("r3", Self.host(3, "eu-west-3")),
            Self.ecr("both", "'\(Self.host(4, "*"))'", "regions: [eu-west-3, eu-west-1]"),
        ])
        #expect(round.report.isComplete, "\(round.report) \(round.events)")
        #expect(round.regions == ["eu-west-1", "eu-west-3"])
        let both = try #require(round.secrets["both"])
        for region in ["eu-west-1", "eu-west-3"] {
            let image = try ImageReference(parsing: "\(Self.host(4, region))/x")
            let password = DockerKeyring([try DockerConfig(parsing: both)]).lookup(image.repository).first?.password
            #expect(password?.hasPrefix("hunter2-\(region)") == true)
        }
    }

    @Test func `are those of one identity: another role, external ID or account makes a call of its own`() async throws
    {
        let round = try await round([
            Self.ecr("r1", Self.host(1, "eu-west-1")), Self.ecr("r2", Self.host(2, "eu-west-1"), Self.role("a")),
            Self.ecr("r3", Self.host(3, "eu-west-1"), Self.role("b")),
            Self.ecr("r4", Self.host(4, "eu-west-1"), Self.role("external") + "\nexternalID: hunter3"),
            Self.ecr("r5", Self.host(5, "eu-west-1"), Self.role("a")),
            Self.ecr("r6", Self.host(6, "eu-west-1"), "registryIDs: [\"123456789012\"]"),
        ])
        #expect(round.report.isComplete, "\(round.report) \(round.events)")
        #expect(round.regions.count == 5)
        #expect(round.assumed == 3)
    }

    @Test func `get another's token by no mistake: a wrong external ID fails beside a right one`() async throws {
        let round = try await round([
            Self.ecr("right", Self.host(1, "eu-west-1"), Self.role("external") + "\nexternalID: hunter3"),
            Self.ecr("wrong", Self.host(2, "eu-west-1"), Self.role("external") + "\nexternalID: other"),
        ])
        #expect(round.report.placed == 1)
        #expect(round.secrets["right"] != nil && round.secrets["wrong"] == nil)
    }

    @Test func `share a failure, and each reports it under its own name`() async throws {
        let round = try await round(
            (1...5).map { Self.ecr("r\($0)", Self.host($0, "eu-west-1"), Self.role("forbidden")) }
        )
        #expect(round.regions.count == 1 && round.assumed == 1)
        #expect(round.report.failures == 5)
        for index in 1...5 {
            let own = round.events.filter { $0.hasPrefix("Registry r\(index): ") }
            #expect(Set(own).count == 1, "\(round.events)")
            #expect(own.first?.contains("ecr:GetAuthorizationToken") == true, "\(own)")
        }
    }

    @Test func `stay together for days, and recover together after hours of failures`() async throws {
        let clock = MovingClock()
        let isDown = Atomic(false)
        var stub = AWSStub()
        stub.clock = clock.wall
        try await withPeer({ [stub] in isDown.load(ordering: .relaxed) ? .text(503, "no") : stub.answer($0) }) { peer in
            try await CredentialCluster.with(clock: clock.steady, wall: { clock.wall.now().seconds }) { cluster in
                try cluster.server.createSecret("pullpass", "aws", type: "Opaque", data: ["secret": "hunter2-static"])
                let text =
                    CredentialCluster.configuration(Self.five).replacing("PROVIDER", with: peer.url)
                    + CredentialCluster.patience
                let fetches = UnderWay()
                let keeper = try cluster.keeper(text, clock: clock.wall) { fetches.counting($0) }
                let task = Task(executorPreference: cluster.loop) { await keeper.run() }
                func pass(_ hours: Double, step: Double = 10) async {
                    _ = await cluster.pass(upTo: hours * 3600, step: step, clock, fetches) { false }
                }
                await pass(0.1)
                await pass(24, step: 120)
                // At first, and after 5.4 to 6.6 hours each.
                #expect((4...5).contains(peer.requests.count), "\(peer.requests.count)")

                isDown.store(true, ordering: .relaxed)
                let before = peer.requests.count
                let isDue = await cluster.pass(upTo: 7 * 3600, step: 120, clock, fetches) {
                    peer.requests.count > before
                }
                #expect(isDue)
                await pass(3)
                // A few at first, and then each five minutes, less what jitter takes; the five alone would ask five times as often.
                let failed = peer.requests.count - before
                #expect((30...50).contains(failed), "\(failed)")
                isDown.store(false, ordering: .relaxed)
                await pass(0.2)
                let recovered = peer.requests.count - before - failed
                #expect((1...2).contains(recovered), "\(recovered)")
                let contents = (1...5).map {
                    cluster.server.secret("team", "pullpass-r\($0)")?.data[".dockerconfigjson"]
                }
                let passwords = try contents.map { try password(in: try #require($0)) }
                #expect(Set(passwords).count == 1)
                task.cancel()
                await task.value
            }
        }
    }

    @Test func `ask again, once, when what they are read from changes`() async throws {
        let clock = MovingClock()
        try await withPeer(AWSStub.atNoon) { peer in
            try await CredentialCluster.with(clock: clock.steady, wall: { clock.wall.now().seconds }) { cluster in
                try cluster.server.createSecret("pullpass", "aws", type: "Opaque", data: ["secret": "hunter2-static"])
                let text =
                    CredentialCluster.configuration(Self.five).replacing("PROVIDER", with: peer.url)
                    + CredentialCluster.patience
                let fetches = UnderWay()
                let keeper = try cluster.keeper(text, clock: clock.wall) { fetches.counting($0) }
                let task = Task(executorPreference: cluster.loop) { await keeper.run() }
                func calls(after change: String?) async throws -> Int {
                    let before = peer.requests.count
                    if let change { try cluster.server.editSecret("pullpass", "aws", data: ["secret": change]) }
                    _ = await cluster.pass(upTo: 4, step: 0.5, clock, fetches) { false }
                    return peer.requests.count - before
                }
                #expect(try await calls(after: nil) == 1)
                // The token is as good as new, but it is somebody else's now.
                #expect(try await calls(after: "hunter3") == 1)
                let failed = cluster.server.events(in: "pullpass").filter { $0.reason == "CredentialFailed" }
                #expect(
                    (1...5).allSatisfy { index in failed.contains { $0.message.hasPrefix("Registry r\(index): ") } }
                )
                #expect(try await calls(after: "hunter2-static") == 1)
                task.cancel()
                await task.value
            }
        }
    }

    private func password(in content: [UInt8]) throws -> String {
        let entries = try JSONDecoder().decode(Auths.self, from: Data(content)).auths.values
        return try #require(entries.compactMap(\.auth).first)
    }

    @Test func `are checked with one call, and a failure is everybody's`() async throws {
        for role in ["puller", "forbidden"] {
            let reports: [CredentialReport] = try await withPeer(AWSStub.atNoon) { peer in
                let secrets = FakeSecrets(["aws": .opaque(["secret": "hunter2-static"])])
                let tokens = TokenCache(clock: noon) { .start }.access()
                let checks = try (1...5).map { index in
                    let lines = Self.ecr("r", Self.host(index, "eu-west-1"), Self.role(role)).lines
                        .replacing("PROVIDER", with: peer.url)
                    return CredentialCheck(
                        try registry(lines),
                        fetcher: try fetcher(lines, secrets: secrets),
                        probe: nil,
                        tokens: tokens
                    )
                }
                let reports = try await together(checks)
                #expect(Self.regions(peer.requests) == ["eu-west-1"])
                return reports
            }
            #expect(reports.allSatisfy { $0.word == (role == "puller" ? .ok : .failed) })
            #expect(Set(reports.map(\.error)).count == 1)
            #expect(
                reports.allSatisfy { $0.expiresAt == (role == "puller" ? Timestamp(seconds: 1_700_043_200.417) : nil) }
            )
        }
    }

    /// Runs checks at the same time, on the loop of fetches.
    private func together(_ checks: [CredentialCheck]) async throws -> [CredentialReport] {
        await Task(executorPreference: try fetchLoop.get()) {
            await withTaskGroup(of: CredentialReport.self) { group in
                for check in checks { group.addTask { await check.run() } }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }.value
    }

    @Test func `are found through the built binary, by sync and by check`() async throws {
        let peer = try await ProviderPeer(AWSStub.today)
        try await CredentialCluster.with { cluster in
            try cluster.server.createSecret("pullpass", "aws", type: "Opaque", data: ["secret": "hunter2-static"])
            let text = CredentialCluster.configuration(Self.five).replacing("PROVIDER", with: peer.url)
            let sync = try await cluster.run(["sync", "--once"], text)
            #expect(sync.outputText.hasPrefix("5 Secrets in place: 5 placed"), "\(sync.outputText)\(sync.errorText)")
            #expect(Self.regions(peer.requests).count == 1)
            let check = try await cluster.run(["check", "--no-login"], text)
            #expect(check.outputText.split(separator: "\n").count { $0.contains("  ok  ") } == 5, "\(check.outputText)")
            #expect(Self.regions(peer.requests).count == 2)
        }
        await peer.stop()
    }

    private struct Auths: Decodable {
        struct Entry: Decodable { let auth: String? }
        let auths: [String: Entry]
    }
}
