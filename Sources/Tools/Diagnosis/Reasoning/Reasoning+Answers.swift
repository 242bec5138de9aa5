internal import Causes
internal import Configuration
internal import Text

extension Reasoning {
    /// Who holds a try's credential, as people call it.
    func name(_ tried: KeyTry) -> String {
        switch tried.holder {
        case .secret(let name): name
        case .nodeFile: facts.node?.file?.path ?? "config.json"
        case .plugin(let name): name
        }
    }

    /// A credential that a registry refuses, or gives no access.
    func refused(_ tried: KeyTry, _ view: ImageView, isLogin: Bool, proof: [String]) -> Cause {
        var values: [Cause.Slot: String] = [.secret: name(tried), .key: tried.key]
        guard isLogin else { return cause(.accessDenied, view, values, proof: proof) }
        guard tried.secret != nil else { return cause(.nodeLoginRefused, view, values, proof: proof) }
        guard let registry = rules.registry(ofSecret: name(tried)), isOurs(name(tried)) else {
            return cause(.loginRefused, view, values, proof: proof)
        }
        values[.registry] = registry.name
        return cause(.ourLoginRefused, view, values, proof: proof)
    }

    /// Whether a Secret of the Pod is one that Pullpass made, as far as it is known.
    func isOurs(_ name: String) -> Bool {
        guard rules.isOurs(name) else { return false }
        let secret = facts.secrets.first { $0.name == name }
        if case .keys = secret?.content { return secret?.isOurs ?? false }
        return true
    }

    /// What registries said, and what a credential shows by itself.
    func ofAnswers(_ view: ImageView) -> [Cause] {
        var causes = ofFlaws(view)
        let isGiven = view.answers.contains { $0.word == .given && $0.secret != nil }
        let isPublic = view.answers.contains { $0.word == .given && $0.secret == nil }
        guard !isGiven else { return causes.filter { $0.weight < .fault } }
        for answer in view.answers {
            guard let name = answer.secret,
                let tried = view.tries.first(where: { self.name($0) == name && $0.key == answer.key ?? $0.key })
            else { continue }
            let proof = [
                "asked just now, the registry says: \(answer.detail.isEmpty ? "\(answer.word)" : Cause.cleaned(answer.detail))"
            ]
            switch answer.word {
            case .given: break
            case .refused, .denied:
                if isPublic, !view.tries.contains(where: \.isEmpty) {
                    causes.append(cause(.refusedAndPublic, view, [.secret: name], proof: proof))
                }
                causes.append(refused(tried, view, isLogin: answer.word == .refused, proof: proof))
            case .notFound:
                causes.append(cause(.imageMissing, view, [.secret: name, .detail: answer.detail], proof: proof))
            case .throttled: causes.append(cause(.throttled, view, [.detail: answer.detail], proof: proof))
            case .silent, .untrusted:
                // From here, not from the node.
                var found = cause(
                    answer.word == .silent ? .registrySilent : .registryUntrusted,
                    view,
                    [.detail: answer.detail],
                    proof: proof
                )
                found.weight = .note
                causes.append(found)
            }
        }
        return causes
    }

    private func ofFlaws(_ view: ImageView) -> [Cause] {
        view.tries.filter { !$0.isEmpty }.compactMap { tried in
            guard let name = tried.secret, let secret = facts.secrets.first(where: { $0.name == name }),
                case .keys(let keys) = secret.content, let key = keys.first(where: { $0.text == tried.key })
            else { return nil }
            if let flaw = key.flaw { return refused(tried, view, isLogin: true, proof: [flaw]) }
            guard let ends = key.ends, ends <= facts.now else { return nil }
            return refused(tried, view, isLogin: true, proof: ["it says itself that it ended at \(ends.whole)"])
        }
    }
}
