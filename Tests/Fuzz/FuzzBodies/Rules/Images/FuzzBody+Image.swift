import Images
import PlainReadings

extension FuzzBody {
    /// The text of an `image` field, held against distribution's own expressions; what was read of it is read the same again.
    static let image = FuzzBody(
        "image",
        maximumLength: 400,
        seeds: ImageSeeds.images.map { Array($0.utf8) },
        words: ImageSeeds.words
    ) { bytes throws(BrokenPromise) in
        let text = String(decoding: bytes, as: UTF8.self)
        let isText = text.utf8.elementsEqual(bytes)
        var set = RegistrySet()
        let isReadable = ImageMatcher([]).collect(matching: bytes.span, into: &set)
        let plain = isText ? PlainImage(text) : nil
        try holdEqual(isReadable, plain != nil, "the webhook reads what the kubelet reads: \(text)")
        let reference: ImageReference
        do throws(ImageReferenceError) {
            reference = try ImageReference(parsing: text)
        } catch {
            try hold(!error.description.isEmpty && error.image == text, "an error says what is wrong")
            return try hold(!isReadable, "what cannot be read is refused by both: \(error)")
        }
        guard isText else { return }
        try holdEqual(reference.repository, plain?.repository, "the repository of \(text)")
        try holdEqual(reference.tag, plain?.tag, "the tag of \(text)")
        try holdEqual(reference.digest, plain?.digest, "the digest of \(text)")
        let whole =
            reference.repository + (reference.tag.isEmpty ? "" : ":\(reference.tag)")
            + (reference.digest.isEmpty ? "" : "@\(reference.digest)")
        // Its first component may be one that is a host only in the kubelet's eyes, and an account once "docker.io/" is in front.
        try holdEqual(try? ImageReference(parsing: whole), reference, "\(whole) is \(text) once more")
    }
}
