import Configuration
import EventLoop
import TestSupport

@testable import SecretKeeper

/// A replica of the model: its plan, what it was not told yet, and its request under way.
struct ModelReplica: Sendable {
    /// Whether the namespace is there and what it says.
    struct Namespace: Sendable, Hashable {
        var isOptedIn = true
        var isTerminating = false
        /// Whether it has the label that `hub` asks for where the model is about the anonymous try.
        var hasLabel = true
    }

    /// A request that is on its way.
    struct Request: Sendable {
        var work: PlannedWork
        /// What the API server says; nil where the request has not arrived.
        var answer: WorkOutcome?
        /// Whether a GET still has to say that there is no Secret.
        var asksFirst: Bool
        /// No request is answered later than that.
        var until: LoopInstant
    }

    var plan: KeeperPlan
    /// Whether the copy's name is watched.
    var isWatching = true
    var copyNews: [ModelReport] = []
    var namespaceNews: [Namespace?] = []
    var masterNews: [Int] = []
    var configurationNews: [ModelRule] = []
    var request: Request?

    // What it was told last.
    var namespace: Namespace? = Namespace()
    var master = 1
    var rule = ModelRule.wide

    /// Whether its own knowledge allows to place the copy.
    func mayPlace(_ subject: ModelSubject) -> Bool {
        guard let namespace, namespace.isOptedIn, !namespace.isTerminating else { return false }
        return subject == .credential ? rule == .wide : rule != .none
    }
}

/// What the configuration says of the registry.
enum ModelRule: Int, Sendable, Hashable, CaseIterable {
    /// It is for every namespace.
    case wide
    /// It is not for this namespace.
    case narrow
    /// There is no such registry.
    case none

    func configuration(_ subject: ModelSubject, _ placement: Registry.Placement) -> Configuration {
        guard self != .none else { return Configuration(registries: []) }
        var rule = NamespaceRule(names: self == .narrow ? ["others"] : [])
        if subject == .anonymousTry { rule.labels = KeeperModel.label }
        var registries = [PlanFixture.registry("hub", namespaces: rule, placement: placement)]
        if subject == .anonymousTry {
            registries.append(PlanFixture.registry("pub", placement: placement))
            for index in registries.indices { registries[index].anonymousFallback = true }
        }
        return Configuration(registries: registries)
    }
}
