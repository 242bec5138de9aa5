internal import Images

/// What an operator who looks for a fault may read of an admission: nothing else of a review is ever shown.
package struct AdmissionRecord: Sendable {
    /// The uid of the request, cut after 64 bytes.
    package var uid = ""
    /// The images, in the order of the Pod, without what is no reference: that may be anything, a credential too.
    ///
    /// Few of many.
    package var images: [String] = []
    /// How many images there are.
    package var imageCount = 0
    /// The Secrets that the Pod needs for them by the rules, whether it had them or gets them now; few of many.
    package var secrets: [String] = []

    /// The most images and the most Secrets that are shown.
    package static let limit = 32
}

extension AdmissionRules {
    /// What there is to be told of a review that was answered; reads it once more, and is for those who want to see each admission.
    package func record(ofReview body: Span<UInt8>, answeredWith answer: AdmissionAnswer) -> AdmissionRecord {
        let compiled = special(forNamespace: answer.namespace) ?? everywhere
        var reader = ReviewReader(compiled)
        reader.keepsImages = true
        var record = AdmissionRecord()
        // What has been answered as a review can be read.
        guard (try? reader.read(body)) == true else { return record }
        if let uid = reader.review.uid { record.uid = uid.printable(maximumBytes: 64, in: body) }
        record.imageCount = reader.images.count
        for image in reader.images.prefix(AdmissionRecord.limit)
        where image.range.count <= PodBounds.maximumImageBytes {
            let text = image.text(in: body)
            if (try? ImageReference(parsing: text)) != nil { record.images.append(text) }
        }
        var names: Set<[UInt8]> = []
        for index in answer.registries where index < compiled.rules.count && names.count < AdmissionRecord.limit {
            let name = compiled.secrets[index].name
            if names.insert(name).inserted { record.secrets.append(String(decoding: name, as: UTF8.self)) }
        }
        return record
    }
}
