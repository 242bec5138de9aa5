internal import Causes
internal import Configuration
internal import Images
internal import Kubernetes
internal import SecretKeeper
internal import Text

/// Which Pods are ours to mend: a configuration's registries, ready to judge Pods.
struct HealRules: Sendable {
    /// How the Secret of a registry stands in a namespace.
    typealias Standing = (_ registry: String, _ namespace: String) -> CopyStanding

    private let registries: [(name: String, secret: String, always: Bool)]
    private let matcher: ImageMatcher

    init(_ configuration: Configuration) {
        registries = configuration.registries.map { ($0.name, $0.secretName, $0.always) }
        matcher = ImageMatcher(configuration.registries.map(\.matchImages))
    }

    /// What is wrong with a Pod that is ours to mend; nil where nothing is.
    ///
    /// Only what a registry refuses for who asks: an image that is not there, a name that is none, a node without a way out or a Secret of
    /// somebody else that cannot be read are not mended by a credential of ours.
    func finding(of pod: WaitingPod, _ standing: Standing) -> HealFinding? {
        guard !pod.metadata.isTerminating, !pod.isMirror, !pod.optsOut else { return nil }
        var found: HealFinding?
        for container in pod.waiting {
            guard let failure = PullFailure(reason: container.reason, message: container.message),
                failure.isAuthentication
            else { continue }
            for image in container.images {
                guard let next = finding(of: pod, image, standing) else { continue }
                if found.map({ next.cause.rank < $0.cause.rank }) ?? true { found = next }
            }
        }
        return found
    }

    private func finding(of pod: WaitingPod, _ image: String, _ standing: Standing) -> HealFinding? {
        var matched = RegistrySet()
        guard matcher.collect(matching: Array(image.utf8).span, into: &matched) else { return nil }
        let namespace = pod.metadata.namespace
        var cause = HealFinding.Cause.refused
        var concerned: [(registry: Int, lack: String)] = []
        for index in registries.indices where registries[index].always || matched.contains(index) {
            let stands = standing(registries[index].name, namespace)
            guard stands != .notWanted else { continue }
            let lack = if case .missing(let reason) = stands { reason } else { "" }
            var own = HealFinding.Cause.refused
            if !pod.pullSecrets.contains(registries[index].secret) {
                own = .missed
            } else if case .missing = stands {
                own = .misplaced
            }
            // A Secret that is for all images says nothing of who was refused for this one.
            if registries[index].always, !matched.contains(index), own != .missed { continue }
            guard own.rank <= cause.rank || concerned.isEmpty else { continue }
            if own.rank < cause.rank { concerned = [] }
            cause = own
            concerned.append((index, lack))
        }
        // What the Secret of one registry lacks says nothing of another's, with which the Pod may pull.
        guard let first = concerned.first(where: \.lack.isEmpty) ?? concerned.first else { return nil }
        return HealFinding(
            pod: HealFinding.Pod(namespace: namespace, name: pod.metadata.name, uid: pod.metadata.uid),
            owner: HealFinding.Owner(pod.controller),
            createdAt: Timestamp(rfc3339: pod.metadata.creationTimestamp) ?? .distantPast,
            isPending: pod.isPending,
            cause: cause,
            registries: concerned.map { registries[$0.registry].name },
            secret: registries[first.registry].secret,
            image: Printable.line(image, limit: 200),
            lack: first.lack
        )
    }
}

extension HealFinding.Cause {
    /// What is first to be mended has the smallest.
    var rank: Int {
        switch self {
        case .missed: 0
        case .misplaced: 1
        case .refused: 2
        }
    }
}
