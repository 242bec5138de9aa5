import Status
import Testing
import Text

@Suite("Status: the report")
struct ReportTests {
    @Test("What waits for its turn is fine, and not complete; everything else that is missing is neither")
    func fine() {
        var report = SampleReport.fine()
        #expect(report.isFine && report.isComplete)
        report.registries[0].copies = CopyNumbers(present: 2, missing: [MissingCount(.waiting, 1)])
        report.namespaces = [
            NamespaceStatus(name: "a", lacks: [.init(registry: "ecr", secretName: "pullpass-ecr", reason: .waiting)])
        ]
        #expect(report.isFine && !report.isComplete)
        for reason in MissingReason.allCases where reason != .waiting {
            report.namespaces[0].lacks[0].reason = reason
            #expect(!report.isFine && !report.isComplete)
        }
    }

    @Test("A registry is not fine without a working credential, with a failing fetch, or past its end")
    func registries() {
        let now = SampleReport.now
        #expect(SampleReport.ecr().isFine(at: now))
        #expect(!SampleReport.ecr().isFine(at: SampleReport.time("2026-05-01T21:00:00Z")))
        for readiness in RegistryStatus.Readiness.allCases where readiness != .ready {
            var registry = SampleReport.ecr()
            registry.readiness = readiness
            #expect(!registry.isFine(at: now))
        }
        var failing = SampleReport.ecr()
        failing.lastError = "no"
        #expect(!failing.isFine(at: now))
    }

    @Test("A life is told in parts of a thousand, from all of it to nothing")
    func life() {
        let ecr = SampleReport.ecr()
        #expect(ecr.lifeLeft(at: SampleReport.now) == 750)
        #expect(ecr.lifeLeft(at: SampleReport.time("2026-05-01T08:00:00Z")) == 1000)
        #expect(ecr.lifeLeft(at: SampleReport.time("2026-05-03T08:00:00Z")) == 0)
        #expect(SampleReport.broken().lifeLeft(at: SampleReport.now) == nil)
        var endless = ecr
        endless.expiresAt = nil
        #expect(endless.lifeLeft(at: SampleReport.now) == nil)
        var odd = ecr
        odd.expiresAt = odd.fetchedAt
        #expect(odd.lifeLeft(at: SampleReport.now) == nil)
    }

    @Test("An Event says why a Secret is missing that would seem to wait, the newest one, and nobody else's")
    func events() {
        func told(_ reason: String, _ object: String) -> ToldEvent {
            ToldEvent(time: SampleReport.now, isWarning: true, reason: reason, object: object, message: "")
        }
        var report = SampleReport.fine()
        report.registries[0].copies = CopyNumbers(present: 1, missing: [MissingCount(.waiting, 2)])
        report.namespaces = ["a", "b"].map {
            NamespaceStatus(name: $0, lacks: [.init(registry: "ecr", secretName: "pullpass-ecr", reason: .waiting)])
        }
        report.explainLacks(by: [
            told("QuotaExceeded", "Secret a/pullpass-ecr"), told("SecretRefused", "Secret a/pullpass-ecr"),
            told("CredentialMissing", "Secret b/pullpass-ecr"), told("QuotaExceeded", "Secret c/pullpass-ecr"),
        ])
        #expect(report.namespaces.map { $0.lacks[0].reason } == [.quota, .waiting])
        #expect(report.registries[0].copies?.missing == [MissingCount(.waiting, 1), MissingCount(.quota, 1)])
        #expect(report.registries[0].copies?.wanted == 3)
    }

    @Test("Of any number of Pods so many are told, those first that need a hand, and how many more there are")
    func pods() {
        let many = (0..<250).map { number in
            PodStatus(
                namespace: "a",
                name: "pod-\(1000 + number)",
                cause: number % 50 == 7 ? .missed : .misplaced,
                secretName: "s"
            )
        }
        let pods = StuckPods(many.reversed(), further: 5)
        #expect(pods.named.count == StuckPods.maximum && pods.further == 250 - StuckPods.maximum + 5)
        #expect(pods.named.prefix(6).map(\.cause) == [.missed, .missed, .missed, .missed, .missed, .misplaced])
        #expect(pods.named.first?.name == "pod-1007" && pods.named[5].name == "pod-1000")
    }

    @Test("A Pod that will not pull by itself needs a hand; one that waits for its Secret is told of its namespace")
    func stuck() {
        for cause in PodStatus.Cause.allCases {
            var report = SampleReport.fine()
            report.pods = StuckPods([PodStatus(namespace: "a", name: "b", cause: cause, secretName: "s")])
            #expect(report.isFine == (cause == .misplaced) && !report.isComplete)
        }
        var report = SampleReport.fine()
        report.pods = StuckPods([])
        #expect(report.isFine && report.isComplete)
    }

    @Test("What only time changes is no news")
    func gist() {
        let report = SampleReport.fine()
        var later = report
        later.madeAt = report.madeAt + .seconds(5)
        later.leader.renewedAt = later.madeAt
        later.webhook.lastCalled = later.madeAt
        #expect(report.gist == later.gist)
        later.registries[0].copies = CopyNumbers(present: 2, missing: [MissingCount(.waiting, 1)])
        #expect(report.gist != later.gist)
    }

    @Test(
        "Each reason that an Event gives is one that docs and metrics name, and others are none",
        arguments: [
            ("ForeignSecret", MissingReason?.some(.foreign)), ("SecretUndone", .undone), ("QuotaExceeded", .quota),
            ("SecretRefused", .refused), ("AccessDenied", .forbidden), ("ImmutableSecret", .outdated),
            ("SecretTerminating", .outdated), ("CredentialMissing", nil), ("", nil),
        ]
    )
    func reasons(event: String, reason: MissingReason?) { #expect(MissingReason(event: event) == reason) }
}
