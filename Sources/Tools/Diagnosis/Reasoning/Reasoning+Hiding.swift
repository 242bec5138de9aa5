internal import Causes
internal import Images

extension Reasoning {
    /// Keys of the Pod's Secrets that are not tried since another one matches.
    ///
    /// Only where the image fails or is not pulled yet, and none of its credentials is known to be good: what is hidden may not be missed.
    func ofHiding(_ view: ImageView) -> [Cause] {
        guard !view.answers.contains(where: { $0.word == .given && $0.secret != nil }), view.reference != nil else {
            return []
        }
        var causes: [Cause] = []
        for secret in secrets {
            guard case .keys(let keys) = secret.content, !view.tries.contains(where: { $0.secret == secret.name })
            else { continue }
            let others = secrets.filter { $0.name != secret.name }.map(\.name)
            guard let lost = tries(for: view, only: secret.name).first(where: { !$0.isEmpty }), !keys.isEmpty,
                !others.isEmpty,
                let first = view.tries.first(where: { $0.secret != nil })
            else { continue }
            var found = hidden(lost, by: first, view)
            if view.failure == nil { found.weight = .risk }
            causes.append(found)
        }
        return causes
    }

    private func hidden(_ lost: KeyTry, by first: KeyTry, _ view: ImageView) -> Cause {
        let isLostOurs = lost.secret.map(isOurs) ?? false
        let isFirstOurs = first.secret.map(rules.isOurs) ?? false
        let kind: Cause.Kind = isLostOurs ? .oursHidden : isFirstOurs ? .hiddenByOurs : .hidden
        let found = Cause.hidden(kind, lost, image: view.shown, by: first)
        return cause(kind, view, found.values)
    }
}
