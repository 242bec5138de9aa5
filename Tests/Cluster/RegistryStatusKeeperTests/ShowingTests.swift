import Kubernetes
import Names
import RegistryStatusKeeper
import Status
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("PullRegistries: what they say")
struct ShowingTests {
    private static let hub = ResourcePath.pullRegistries(name: "hub")

    @Test func `an object says what a registry is for and how it stands, and is the installation's own`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            let object = try #require(world.shown("hub"))
            #expect(object.metadata.annotations[PullpassKey.owner] == "pullpass/lease")
            #expect(object.metadata.labels[PullpassKey.registry] == "hub")
            #expect(object.spec["matchImages"] == .array([.string("hub.example.com")]))
            #expect(object.spec["secretName"] == .string("pullpass-hub"))
            #expect(
                object.condition("Ready")
                    == "True CredentialFetched: Pods can pull with its credential until 2027-01-15T20:00:00Z"
            )
            #expect(
                object.condition("Spread")
                    == "True AllPresent: all 3 namespaces that should have Secret pullpass-hub have it"
            )
            #expect(object.condition("Probed").hasPrefix("Unknown NotTried: "))
            #expect(object.status["expires"] == .string("2027-01-15T20:00:00Z"))
            #expect(object.status["nextRefresh"] == .string("2027-01-15T14:00:00Z"))
            #expect(object.status["wanted"] == .integer(3) && object.status["missing"] == .integer(0))
            let managers = object.metadata.managedFields.map {
                "\($0.manager) \($0.operation) \($0.subresource ?? "-")"
            }
            #expect(managers.allSatisfy { $0.hasPrefix("pullpass Apply") }, "\(managers)")
        }
    }

    /// How a registry stands, and the beginning of a condition.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let type: String
        let status: RegistryStatus

        init(_ type: String, _ words: String, _ change: (inout RegistryStatus) -> Void) {
            testDescription = words
            self.type = type
            var status = RegistryStatusWorld.ready("hub")
            change(&status)
            self.status = status
        }
    }

    static let cases = [
        Case("Ready", "True CredentialFetched: Pods can pull with its credential, which has no end") {
            $0.expiresAt = nil
        },
        Case(
            "Ready",
            "True RefreshFailing: Pods can pull until 2027-01-15T20:00:00Z with its credential, which cannot be fetched again now: 403"
        ) {
            $0.lastError = "403"
        },
        Case("Ready", "False NoCredential: no credential could be fetched yet: sts: denied") {
            $0.readiness = .none
            $0.lastError = "sts:\ndenied"
        },
        Case("Ready", "False NoCredential: each namespace is to have a credential of its own, and none has one yet") {
            $0.readiness = .none
            $0.isPerNamespace = true
        },
        Case("Ready", "False CredentialEnded: its credential has ended at 2027-01-15T20:00:00Z") {
            $0.readiness = .ended
        },
        Case("Ready", "False ConfigurationChanged: since its configuration changed") { $0.readiness = .outdated },
        Case("Spread", "True NotWanted: no namespace is to have Secret pullpass-hub now") {
            $0.copies = CopyNumbers(present: 0, missing: [])
        },
        Case(
            "Spread",
            "False QuotaExceeded: 3 of 5 namespaces that should have Secret pullpass-hub have not: 1 (about to be written), 2 (the namespace's quota is used up)"
        ) {
            $0.copies = CopyNumbers(present: 2, missing: [MissingCount(.waiting, 1), MissingCount(.quota, 2)])
        },
        Case("Spread", "False NoCredential: 4 of 4 namespaces") {
            $0.copies = CopyNumbers(present: 0, missing: [MissingCount(.noCredential, 4)])
        },
        Case("Probed", "True Accepted: the registry takes the credential") {
            $0.probe = ProbeStatus(.good, at: .distantPast)
        },
        Case("Probed", "False Refused: the registry refuses the new credential: 401") {
            $0.probe = ProbeStatus(.refused, at: .distantPast, reason: "401")
        },
        Case("Probed", "Unknown Undecided: the registry could not say whether it takes the credential: busy") {
            $0.probe = ProbeStatus(.unknown, at: .distantPast, reason: "busy")
        },
    ]

    @Test("Each state has its words", arguments: cases)
    func words(_ one: Case) async throws {
        try await withWorld { world in
            world.tell(one.status)
            await world.start()
            let said = world.shown("hub")?.condition(one.type) ?? ""
            #expect(said.hasPrefix(one.testDescription), "\(said)")
        }
    }

    @Test func `a condition keeps the time since when it is what it is`() async throws {
        try await withWorld { world in
            var status = RegistryStatusWorld.ready("hub")
            world.tell(status)
            await world.start()
            let before = world.shown("hub")
            await world.pass(60, step: 5)
            status.revision = "r2"
            status.readiness = .ended
            world.tell(status)
            await world.pass(40, step: 5)
            let after = try #require(world.shown("hub"))
            #expect(after.condition("Ready").hasPrefix("False CredentialEnded"))
            #expect(after.since("Ready") != before?.since("Ready"))
            #expect(after.since("Spread") == before?.since("Spread"))
        }
    }

    @Test func `what a registry said of a credential stays until there is another one, whoever leads`() async throws {
        try await withWorld { world in
            var status = RegistryStatusWorld.ready("hub")
            status.probe = ProbeStatus(.good, at: .distantPast)
            world.tell(status)
            let first = await world.start()
            first.keeper.lead(false)
            status.probe = nil
            world.tell(status)
            await world.start("pod-2")
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.condition("Probed").hasPrefix("True Accepted") == true)
            status.revision = "r2"
            world.tell(status)
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.condition("Probed").hasPrefix("Unknown NotTried") == true)
        }
    }

    @Test func `that a new credential was refused is not kept of the one before, which has the same revision`()
        async throws
    {
        try await withWorld { world in
            var status = RegistryStatusWorld.ready("hub")
            status.probe = ProbeStatus(.refused, at: .distantPast, reason: "401")
            world.tell(status)
            let first = await world.start()
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.condition("Probed").hasPrefix("False Refused") == true)
            status.probe = nil
            world.tell(status)
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.condition("Probed").hasPrefix("Unknown NotTried") == true)
            first.keeper.lead(false)
            await world.start("pod-2")
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.condition("Probed").hasPrefix("Unknown NotTried") == true)
        }
    }

    @Test func `errors of others are cleaned and cut, and go when it works again`() async throws {
        try await withWorld { world in
            var status = RegistryStatusWorld.ready("hub")
            status.lastError = String(repeating: "é\u{202E}\n\u{1B}[31m", count: 5000)
            status.failingSince = Timestamp(seconds: 1_800_000_000)
            world.tell(status)
            await world.start()
            guard case .string(let shown)? = world.shown("hub")?.status["lastError"] else {
                return #expect(Bool(false))
            }
            #expect(shown.utf8.count <= 1024 && !shown.contains("\u{202E}") && !shown.contains("\u{1B}"))
            #expect(world.shown("hub")?.status["failingSince"] == .string("2027-01-15T08:00:00Z"))
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.pass(40, step: 5)
            #expect(world.shown("hub")?.status["lastError"] == nil)
            #expect(world.shown("hub")?.status["failingSince"] == nil)
        }
    }

    @Test func `the definition refuses what is not in its form`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            for status in [
                #"{"wanted":-1}"#, #"{"expires":"soon"}"#, #"{"conditions":[{"type":"Ready"}]}"#, #"{"wanted":"3"}"#,
            ] {
                #expect(throws: TestAPIServerError.self) {
                    try world.server.editStatus(Self.hub, mergePatch: #"{"status":\#(status)}"#)
                }
            }
        }
    }
}
