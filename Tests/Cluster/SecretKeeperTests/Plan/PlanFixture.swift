import Configuration
import Controllers
import Credentials
import EventLoop
import Images
import Providers
import TestSupport
import Testing
import Text

@testable import SecretKeeper

/// A plan with its clock, and short words for what happens to it.
struct PlanFixture {
    var plan: KeeperPlan
    var now = PlanTime(wall: Timestamp(seconds: 1_000_000), steady: .at(100))

    static let optedIn = ["pullpass.dev/inject": "enabled"]

    static func registry(
        _ name: String,
        secretName: String? = nil,
        namespaces: NamespaceRule = NamespaceRule(),
        placement: Registry.Placement = .eager
    ) -> Registry {
        let pattern = try? ImagePattern(parsing: "\(name).example")
        return Registry(
            name: name,
            matchImages: [pattern].compactMap { $0 },
            secretName: secretName,
            namespaces: namespaces,
            placement: placement
        )
    }

    /// Registry `hub` with a password from a source.
    static func sourced(password: String = "secretKeyRef: { name: token, key: token }") throws -> Registry {
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: ["docker.io"]
                credentials:
                  basic:
                    username: { value: jane }
                    password: { \(password) }
            """
        let outcome = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        return try #require(outcome.configuration?.registries.first)
    }

    /// Everything synced and empty, with a master for each registry, as leader unless said otherwise.
    init(
        _ registries: [Registry] = [registry("hub")],
        leads: Bool = true,
        confirmsRemoval: Bool = false,
        inputs: [String: CredentialInputs] = [:],
        masters: Bool = true,
        fetches: Bool = true,
        syncs: Bool = true
    ) {
        plan = KeeperPlan(
            configuration: Configuration(registries: registries),
            inputs: inputs,
            identity: KeeperPlan.Identity(ownNamespace: "pullpass", confirmsRemoval: confirmsRemoval),
            seed: 1
        )
        if leads { plan.lead(true, now: now) }
        guard syncs else { return }
        plan.namespaceWatch(works: true, now: now)
        plan.namespacesSynced([], now: now)
        var known: [String: MasterState] = [:]
        if masters {
            for registry in registries { known[registry.name] = master(registry, "r1") }
        }
        plan.mastersSynced(known, now: now)
        for registry in registries { plan.copiesSynced(registry.secretName, [:], now: now) }
        pass(60)
        guard masters, fetches else { return }
        for name in plan.takeDueFetches(now: now) {
            guard let master = known[name] else { continue }
            plan.fetchFinished(name, .unchanged(master), now: now)
        }
    }

    func master(_ registry: Registry, _ revision: String, expiresIn: Double? = nil) -> MasterState {
        MasterState(
            revision: revision,
            fetchedAt: now.wall,
            expiresAt: expiresIn.map { now.wall + .seconds($0) },
            fingerprint: CredentialFingerprint(registry).text,
            secretNames: [registry.secretName]
        )
    }

    mutating func pass(_ seconds: Double) { pass(.seconds(seconds)) }

    mutating func pass(_ duration: Duration) {
        now = now.advanced(by: duration)
        plan.tick(now: now)
    }

    mutating func namespace(_ name: String, labels: [String: String] = optedIn, isTerminating: Bool = false) {
        plan.namespaceSeen(ObservedNamespace(name: name, labels: labels, isTerminating: isTerminating), now: now)
    }

    mutating func copy(
        _ namespace: String,
        _ secretName: String = "pullpass-hub",
        uid: String = "u1",
        version: String = "10",
        as ownership: Ownership.Verdict = .ours,
        revision: String? = "r1",
        labelling: Ownership.Labelling = .intact,
        isTerminating: Bool = false
    ) {
        let copy = ObservedCopy(
            uid: uid,
            resourceVersion: version,
            ownership: ownership,
            revision: revision,
            labelling: labelling,
            isTerminating: isTerminating
        )
        plan.copySeen(secretName, namespace: namespace, copy, now: now)
    }

    mutating func take(upTo last: PlannedWork.Level = .last) -> PlannedWork? { plan.takeWork(upTo: last, now: now) }

    /// The first work; a test fails where there is none.
    mutating func next() throws -> PlannedWork {
        let work = take()
        return try #require(work)
    }

    /// All work that is there now, as `kind namespace/secret`; it stays under way.
    mutating func takeAll() -> [String] {
        var all: [String] = []
        while let work = take() { all.append(work.text) }
        return all
    }

    /// Does all the work as an API server would, and gives it as text.
    @discardableResult mutating func doAll() -> [String] {
        var all: [String] = []
        while let work = take() {
            all.append(work.text)
            finish(work)
        }
        return all
    }

    /// The same where some work is refused for want of a right.
    mutating func doAll(but mayNot: (PlannedWork) -> Bool) -> (done: [String], refused: [String]) {
        var (done, refused): ([String], [String]) = ([], [])
        while let work = take() {
            if mayNot(work) {
                refused.append(work.text)
                plan.workFinished(work, .forbidden, now: now)
            } else {
                done.append(work.text)
                finish(work)
            }
        }
        return (done, refused)
    }

    private var version = 1000

    mutating func finish(_ work: PlannedWork) {
        // Later than what was judged.
        version = max(version, work.kind.judgedVersion.flatMap { Int($0) } ?? 0) + 1
        let outcome: WorkOutcome
        switch work.kind {
        case .clear, .remove: outcome = .removed
        case .place:
            outcome = .written(
                ObservedCopy(
                    uid: "p\(version)",
                    resourceVersion: "\(version)",
                    ownership: .ours,
                    revision: work.target?.revision
                )
            )
        case .repair(let uid, _), .rotate(let uid, _):
            outcome = .written(
                ObservedCopy(uid: uid, resourceVersion: "\(version)", ownership: .ours, revision: work.target?.revision)
            )
        }
        plan.workFinished(work, outcome, now: now)
    }
}

extension PlannedWork.Kind {
    fileprivate var judgedVersion: String? {
        switch self {
        case .place: nil
        case .repair(_, let version), .rotate(_, let version), .clear(_, let version), .remove(_, let version): version
        }
    }
}

extension PlannedWork {
    var text: String {
        let verb =
            switch kind {
            case .place(let asksFirst): asksFirst ? "ask+place" : "place"
            case .repair: "repair"
            case .rotate: "rotate"
            case .clear: "clear"
            case .remove: "remove"
            }
        return "\(verb) \(namespace)/\(secretName)"
    }
}
