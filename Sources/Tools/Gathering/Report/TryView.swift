internal import Causes
internal import Diagnosis
internal import Images
internal import Text

/// One try of a pull as it is shown: whose the key is, when its credential ends, and what the registry said to it.
struct TryView {
    /// Who holds the key: `Secret team-a/own`, `the node's config.json`.
    let holder: String
    /// Without the user name and password that somebody may have written into it.
    let key: String
    let isEmpty: Bool
    /// Whether Pullpass made the Secret; nil where a node holds the key, or the Secret could not be read.
    let isOurs: Bool?
    let ends: Timestamp?
    let answer: Facts.Answer?

    init(_ each: KeyTry, _ view: ImageView, _ facts: Facts) {
        key = DockerConfigKey.shown(each.key)
        isEmpty = each.isEmpty
        switch each.holder {
        case .secret(let name):
            holder = "Secret \(name)"
            let secret = facts.secrets.first { $0.name == name }
            isOurs = secret.flatMap { $0.content == .unread ? nil : $0.isOurs }
            if case .keys(let keys)? = secret?.content {
                ends = keys.first { $0.text == each.key }?.ends
            } else {
                ends = nil
            }
        case .nodeFile:
            holder = "the node's config.json"
            isOurs = nil
            ends = facts.node?.file?.keys.first { $0.text == each.key }?.ends
        case .plugin(let name):
            holder = "the node's plugin \(name)"
            (isOurs, ends) = (nil, nil)
        }
        answer = view.answers.first { $0.secret == each.secret && $0.key == each.key && each.secret != nil }
    }

    /// In one line, names as they came.
    func words(_ now: Timestamp) -> String {
        var parts = ["\(holder), key \(key)"]
        if isEmpty { parts.append("no credential: a try as nobody") }
        if let isOurs { parts.append(isOurs ? "Pullpass' own" : "the team's own") }
        if let ends { parts.append(ends <= now ? "ended at \(ends.whole)" : "ends at \(ends.whole)") }
        if let answer { parts.append("the registry \(answer.word.words)") }
        return parts.joined(separator: "; ")
    }
}

extension Facts.Answer.Word {
    /// What the registry did, as the rest of a sentence.
    var words: String {
        switch self {
        case .given: "gives the image"
        case .refused: "refuses the login"
        case .denied: "takes the login and does not give the image"
        case .notFound: "has no such image for it"
        case .throttled: "asks to slow down"
        case .silent: "could not be asked from here"
        case .untrusted: "has a certificate that is not believed here"
        }
    }

    /// The word for programs.
    var code: String { "\(self)" }
}
