internal import Images

/// What a controller itself asks registries for, where the Secrets that the webhook adds to Pods do not help it.
enum ControllerRemarks {
    /// The remarks on Pods whose controller is known.
    ///
    /// - Parameters:
    ///   - part: What the Pods are made from.
    ///   - images: The verdicts on its images, in the same order.
    ///   - secrets: The Secrets that the object names for its Pods.
    /// - Returns: One for each image; none where the object names the Secrets itself.
    static func remarks(_ part: ControllerPart, _ images: [ImageVerdict], secrets: [String]) -> [String] {
        guard let kind = part.kind, let reading = kind.reading else { return [] }
        var remarks: [String] = []
        for (entry, image) in zip(part.entries, images) where entry.role != .imageVolume && !image.matches.isEmpty {
            let missing = image.matches.map(\.secret).filter { !secrets.contains($0) }
            guard missing.count == image.matches.count, let secret = missing.first else { continue }
            let name = "name \(secret) in \(kind.secretsAdvice)"
            switch reading {
            case .digests:
                guard (try? ImageReference(parsing: entry.image))?.digest.isEmpty ?? false else { continue }
                remarks.append(
                    "the controller itself asks the registry for the digest of \(entry.image) before there is a Pod, and does not see "
                        + "what the webhook adds: \(name), or write the image with its digest, or its registry into "
                        + "registries-skipping-tag-resolving of ConfigMap config-deployment"
                )
            case .entrypoints:
                guard !entry.hasCommand else { continue }
                remarks.append(
                    "the controller itself asks the registry what \(entry.image) runs, since there is no command, and does not see what "
                        + "the webhook adds: write command, or \(name)"
                )
            }
        }
        return remarks
    }
}
