extension ImageMatcher {
    /// The path of an image: what it starts with, and the rest as it stands there.
    struct ImagePath {
        /// A slash or `/library/`, in the matcher's storage.
        let head: Range<Int>
        /// The rest, in the image.
        let rest: Range<Int>

        var count: Int { head.count + rest.count }
    }

    /// So many paths of a host are compared one by one.
    private static let few = 4

    /// Adds the registries of a host's patterns whose path is a prefix of the image's.
    func collectPaths(
        of host: HostEntry,
        _ path: ImagePath,
        _ image: Span<UInt8>,
        offset: Int,
        into set: inout RegistrySet
    ) {
        guard host.paths.count > Self.few else {
            for place in host.paths where shared(place, path, image) == paths[place].text.count {
                insert(place, offset, into: &set)
            }
            return
        }
        // All prefixes of a text stand before it, and each is a prefix of whatever stands between the two.
        var low = host.paths.lowerBound
        var high = host.paths.upperBound
        while low < high {
            let middle = (low + high) / 2
            if isNotAfter(middle, path, image) { low = middle + 1 } else { high = middle }
        }
        guard low > host.paths.lowerBound else { return }
        var place = low - 1
        let common = shared(place, path, image)
        while place >= 0, paths[place].text.count > common { place = paths[place].shorter }
        while place >= 0 {
            insert(place, offset, into: &set)
            place = paths[place].shorter
        }
    }

    private func insert(_ place: Int, _ offset: Int, into set: inout RegistrySet) {
        for index in paths[place].registries { set.insert(registries[index] + offset) }
    }

    /// How many bytes a pattern's path has in common with the start of the image's.
    private func shared(_ place: Int, _ path: ImagePath, _ image: Span<UInt8>) -> Int {
        let storage = storage.span
        let text = paths[place].text
        let count = min(text.count, path.count)
        let inHead = min(count, path.head.count)
        var index = 0
        while index < inHead {
            guard storage[text.lowerBound + index] == storage[path.head.lowerBound + index] else { return index }
            index += 1
        }
        let shift = path.rest.lowerBound - path.head.count
        while index < count {
            guard storage[text.lowerBound + index] == image[shift + index] else { return index }
            index += 1
        }
        return count
    }

    /// Whether a pattern's path is the image's or stands before it.
    private func isNotAfter(_ place: Int, _ path: ImagePath, _ image: Span<UInt8>) -> Bool {
        let common = shared(place, path, image)
        let text = paths[place].text
        guard common < text.count else { return true }
        guard common < path.count else { return false }
        let other =
            common < path.head.count
            ? storage[path.head.lowerBound + common] : image[path.rest.lowerBound + common - path.head.count]
        return storage[text.lowerBound + common] < other
    }
}
