internal import Text

extension PullFailure {
    /// Reads why a container waits (`state.waiting`, of containers, init and ephemeral containers alike, also of an image volume).
    ///
    /// - Returns: Nil where it waits for something else than an image.
    package init?(reason: String, message: String) {
        switch reason {
        case "ErrImagePull", "RegistryUnavailable", "ImageInspectError": self.init(message)
        case "ImagePullBackOff": self.init(message, isBackOff: true)
        case "ErrImageNeverPull": self.init(message, among: [.absent])
        case "InvalidImageName": self.init(message, among: [.name])
        case "SignatureValidationFailed": self.init(message, among: [.policy])
        default:
            // The kubelet puts the error itself where the reason should be.
            guard PullWords(reason).contains(.unreadableSecret) else { return nil }
            self.init(message.isEmpty ? reason : message, among: [.unreadableSecret])
        }
    }

    /// Reads an Event of a kubelet about a Pod, or of a controller about an object whose Pods cannot be made.
    ///
    /// - Returns: Nil where it tells of something else than an image or a quota. `FailedToRetrieveImagePullSecret` is no failure, see
    ///   ``missingSecrets(eventReason:message:)``.
    package init?(eventReason reason: String, message: String) {
        switch reason {
        case "Failed", "InspectFailed", "ErrImageNeverPull":
            let words = PullWords(message)
            guard words.isOfImage || words.contains(.unreadableSecret) else { return nil }
            // "Error: ErrImagePull" comes beside the Event that says why.
            guard !message.hasPrefix("Error: ErrImagePull"), !message.hasPrefix("Error: ImagePullBackOff") else {
                return nil
            }
            self.init(message, among: reason == "ErrImageNeverPull" ? [.absent] : [])
        case "BackOff":
            guard message.hasPrefix("Back-off pulling image") else { return nil }
            self.init(message, isBackOff: true)
        case "FailedCreate":
            guard PullWords(message).contains(.quota) else { return nil }
            self.init(message, among: [.quota])
        default: return nil
        }
    }

    /// Reads an error of a pull itself, as a container runtime words it.
    ///
    /// `known` is what its reason says already.
    package init(_ message: String, among known: [Kind] = [], isBackOff: Bool = false) {
        let words = PullWords(message)
        let found = Kind.allCases.filter { known.contains($0) || (known.isEmpty && words.contains($0)) }
        kinds = found.isEmpty ? [.other] : found
        self.isBackOff = isBackOff
        triedAnonymously = words.isAnonymous
        self.message = String(message.unicodeScalars.prefix(PullWords.longest))
    }

    /// The same while the kubelet waits before it tries again: kubelets before 1.32 do not say what they wait for, and an Event does.
    package var backedOff: PullFailure { PullFailure(message, among: kinds, isBackOff: true) }

    /// The Secrets that a kubelet did not find, of an Event `FailedToRetrieveImagePullSecret`; the pull went on without them.
    ///
    /// - Returns: None for other Events, and at most 16.
    package static func missingSecrets(eventReason reason: String, message: String) -> [String] {
        guard reason == "FailedToRetrieveImagePullSecret", let open = message.firstIndex(of: "("),
            let close = message[open...].firstIndex(of: ")")
        else { return [] }
        return message[message.index(after: open)..<close].split(separator: ",").prefix(16).map { name in
            Printable.text(String(name.drop { $0 == " " }))
        }
    }
}
