internal import Causes
package import Configuration
internal import Diagnosis
internal import Images
package import RegistryLogin

/// Asks registries for the manifests of a Pod's images with each credential that its kubelet would try, as that would.
///
/// What was asked once is not asked again, whichever Pod wants to know; used on the probe's loop.
package struct CredentialRound {
    /// What was asked.
    private struct Question: Hashable {
        let image: String
        let login: DockerCredential?
        let isOwn: Bool
    }

    /// The most questions of a run, each of a few requests: a cluster's Pods have thousands of images.
    private static let mostQuestions = 200
    /// The most credentials that are tried for one image.
    private static let mostTries = 16
    /// For how long one registry is asked, and all are: anybody's Pod may name one that answers slowly.
    private static let longest = (registry: Duration.seconds(60), all: Duration.seconds(300))

    private let probe: ManifestProbe
    private let registries: [Registry]
    private var known: [Question: ManifestProbe.Finding] = [:]
    private var spent: [String: Duration] = [:]
    /// Whether some were not asked since there are too many, or registries too slow.
    package private(set) var isCut = false

    /// Makes a round; a registry of `configuration` that is for an image says whom to believe and how to get there.
    package init(_ probe: ManifestProbe, configuration: Configuration?) {
        self.probe = probe
        registries = configuration?.registries ?? []
    }

    /// Puts the answers into the facts.
    package mutating func ask(about pod: inout GatheredPod) async {
        for view in Diagnosis(pod.facts).images {
            guard let reference = view.reference else { continue }
            let matching = registries.filter { $0.matchImages.contains { $0.matches(reference) } }
            var isAskedAsNobody = false
            for each in view.tries.prefix(Self.mostTries) {
                if each.isEmpty { isAskedAsNobody = true }
                guard let name = each.secret else { continue }
                let secret = pod.secrets.first { $0.facts.name == name }
                let login = secret?.entries.first { $0.registry == each.key }?.credential
                guard each.isEmpty || login != nil else { continue }
                let own = secret?.facts.isOurs == true ? matching.first { $0.secretName == name } : nil
                let sent = each.isEmpty ? nil : login
                guard let found = await ask(reference, sent, own ?? matching.first, isOwn: own != nil) else { continue }
                pod.facts.answers.append(Self.answer(found, view.fact.image, name, each.key))
            }
            // Where nothing is sent, or what is sent is refused, it matters whether everybody may have the image.
            guard !isAskedAsNobody,
                !pod.facts.answers.contains(where: { $0.image == view.fact.image && $0.word == .given }),
                let found = await ask(reference, nil, matching.first, isOwn: true)
            else { continue }
            pod.facts.answers.append(Self.answer(found, view.fact.image, nil, nil))
        }
    }

    private mutating func ask(
        _ image: ImageReference,
        _ login: DockerCredential?,
        _ registry: Registry?,
        isOwn: Bool
    ) async -> ManifestProbe.Finding? {
        let reference = image.digest.isEmpty ? image.tag : image.digest
        let question = Question(image: "\(image.repository):\(reference)", login: login, isOwn: isOwn)
        if let answer = known[question] { return answer }
        let host = String(image.repository.prefix { $0 != "/" })
        guard known.count < Self.mostQuestions, spent[host, default: .zero] < Self.longest.registry,
            spent.values.reduce(.zero, +) < Self.longest.all
        else {
            isCut = true
            return nil
        }
        let start = ContinuousClock.now
        defer { spent[host, default: .zero] += ContinuousClock.now - start }
        let answer = await probe.look(for: image, with: login, of: registry, isOwn: isOwn)
        known[question] = answer
        return answer
    }

    private static func answer(_ found: ManifestProbe.Finding, _ image: String, _ secret: String?, _ key: String?)
        -> Facts.Answer
    {
        let word: Facts.Answer.Word =
            switch found.answer {
            case .good: .given
            case .loginRefused: .refused
            case .denied: .denied
            case .notFound: .notFound
            case .throttled: .throttled
            case .untrusted: .untrusted
            case .unknown: .silent
            }
        return Facts.Answer(word, image: image, secret: secret, key: key, detail: found.words)
    }
}
