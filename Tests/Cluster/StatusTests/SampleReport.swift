import Status
import Text

/// A report in which something of everything is wrong.
enum SampleReport {
    static let now = time("2026-05-01T12:00:00Z")

    static func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? .distantPast }

    static func registry(_ name: String, kind: String = "basic") -> RegistryStatus {
        RegistryStatus(
            name: name,
            kind: kind,
            secretName: "pullpass-\(name)",
            matchImages: ["\(name).example"],
            isPerNamespace: false
        )
    }

    /// A registry whose credential lives for 12 hours, and has 9 left.
    static func ecr() -> RegistryStatus {
        var ecr = registry("ecr", kind: "ecr")
        ecr.readiness = .ready
        ecr.revision = "r1"
        ecr.fetchedAt = time("2026-05-01T09:00:00Z")
        ecr.expiresAt = time("2026-05-01T21:00:00Z")
        ecr.nextFetch = time("2026-05-01T15:00:00Z")
        ecr.copies = CopyNumbers(present: 3, missing: [])
        return ecr
    }

    /// One of which nothing could ever be fetched.
    static func broken() -> RegistryStatus {
        var broken = registry("old")
        broken.readiness = .none
        broken.lastError = "the token service answers 403"
        broken.failingSince = time("2026-05-01T11:00:00Z")
        broken.copies = CopyNumbers(present: 0, missing: [MissingCount(.noCredential, 3)])
        return broken
    }

    static func fine() -> StatusReport {
        var report = StatusReport(madeAt: now, version: "1.2.3", namespace: "pullpass", view: .leader)
        report.leader = LeaderStatus(identity: "pullpass-7d9f-x2v_3k9", since: time("2026-05-01T09:00:00Z"))
        report.configuration = InForceStatus(source: "file", acceptedAt: time("2026-05-01T08:00:00Z"))
        report.webhook.answered = 12
        report.webhook.lastCalled = time("2026-05-01T11:59:57Z")
        report.registries = [ecr()]
        report.selectedNamespaces = 3
        return report
    }

    static func poor() -> StatusReport {
        var report = fine()
        report.registries.append(broken())
        report.namespaces = [
            NamespaceStatus(
                name: "team-a",
                lacks: [
                    .init(registry: "old", secretName: "pullpass-old", reason: .noCredential),
                    .init(registry: "ecr", secretName: "pullpass-ecr", reason: .foreign),
                ]
            ),
            NamespaceStatus(
                name: "team-z",
                labelSlip: "pullpass.dev/injekt=enabled → pullpass.dev/inject=enabled"
            ),
        ]
        report.furtherNamespaces = 2
        report.pods = StuckPods(
            [
                PodStatus(namespace: "team-b", name: "job-1", cause: .misplaced, secretName: "pullpass-old"),
                PodStatus(
                    namespace: "team-b",
                    name: "web-1",
                    cause: .missed,
                    secretName: "pullpass-ecr",
                    since: time("2026-05-01T10:00:00Z")
                ),
            ],
            further: 3,
            isWhole: false
        )
        report.problems = ["the watch of namespaces does not work: 403"]
        report.events = [
            ToldEvent(
                time: time("2026-05-01T11:50:00Z"),
                isWarning: true,
                reason: "ForeignSecret",
                object: "Secret team-a/pullpass-ecr",
                message: "Secret team-a/pullpass-ecr is not Pullpass'.",
                count: 3
            )
        ]
        report.webhook.refusedCallers = [
            RefusedCaller(
                address: "10.0.0.7",
                reason: "refuses the certificate: unknown_ca",
                count: 4,
                last: time("2026-05-01T11:58:00Z")
            )
        ]
        return report
    }
}
