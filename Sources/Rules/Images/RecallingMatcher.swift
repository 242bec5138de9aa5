internal import Synchronization

/// An ``ImageMatcher`` that recalls what it said of the images that it was asked for last: the Pods of a cluster name the same few again and again.
///
/// For any number of threads, none of which waits for another one: what is in use elsewhere is worked out again. What is kept is bounded, and images
/// that push one another out cost their sender nothing less than the work itself.
package final class RecallingMatcher: Sendable {
    /// What is asked where nothing is recalled.
    package let matcher: ImageMatcher
    private let answers = Mutex([Answer](repeating: Answer(), count: RecallingMatcher.places))

    private struct Answer {
        var image: [UInt8] = []
        var registries = RegistrySet()
        var isReadable = false
    }

    /// So many images are kept, of two that have the same place the later one.
    private static let places = 128
    /// Longer ones are not kept: with a digest and the host of a cloud an image has some 150 bytes.
    private static let maximumBytes = 200

    /// Makes a matcher that recalls nothing yet.
    package init(_ matcher: ImageMatcher) { self.matcher = matcher }

    /// The same as ``ImageMatcher/collect(matching:into:)``.
    package func collect(matching image: Span<UInt8>, into set: inout RegistrySet) -> Bool {
        guard !image.isEmpty, image.count <= Self.maximumBytes else {
            return matcher.collect(matching: image, into: &set)
        }
        let place = Self.place(of: image)
        let known = answers.withLockIfAvailable { answers -> Bool? in
            guard image.isSame(as: answers[place].image) else { return nil }
            set.formUnion(answers[place].registries)
            return answers[place].isReadable
        }
        if let known, let known { return known }
        var registries = RegistrySet()
        let isReadable = matcher.collect(matching: image, into: &registries)
        answers.withLockIfAvailable { answers in
            answers[place].image.removeAll(keepingCapacity: true)
            for index in image.indices { answers[place].image.append(image[index]) }
            answers[place].registries = registries
            answers[place].isReadable = isReadable
        }
        set.formUnion(registries)
        return isReadable
    }

    /// Where an image is kept, by its length and its end, in which images differ most (FNV-1a).
    private static func place(of image: Span<UInt8>) -> Int {
        var hash = 0xCBF2_9CE4_8422_2325 ^ UInt64(image.count)
        for index in max(0, image.count - 24)..<image.count {
            hash = (hash ^ UInt64(image[index])) &* 0x100_0000_01B3
        }
        return Int((hash ^ hash >> 32) % UInt64(places))
    }
}

extension Span<UInt8> {
    fileprivate func isSame(as other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
