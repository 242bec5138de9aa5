/// The terminals of `distribution/reference` v0.6, as scanners instead of regular expressions.
enum ReferenceGrammar {
    /// Whether a first component is a host and not a Docker Hub account (`splitDockerDomain`).
    static func looksLikeHost(_ image: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range {
            let byte = image[index]
            if byte == ASCII.dot || byte == ASCII.colon || ASCII.isUpper(byte) { return true }
        }
        return image.equals("localhost", in: range)
    }

    /// Whether the whole text is 64 hexadecimal digits, which is an image ID and never a name.
    static func isIdentifier(_ image: Span<UInt8>) -> Bool {
        image.count == 64 && isLowerHex(image, 0..<64)
    }

    /// Where the name ends: at the colon of a tag, the `@` of a digest, or the end.
    static func endOfName(_ image: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < image.count, image[index] != ASCII.colon, image[index] != ASCII.at { index += 1 }
        return index
    }

    /// Checks `component[/component]…`, each `[a-z0-9]+` joined by `.`, `_`, `__` or dashes.
    static func checkName(_ image: Span<UInt8>, _ range: Range<Int>) throws(ImageReferenceError.Reason) {
        var index = range.lowerBound
        let end = range.upperBound
        guard index < end else { throw .name }
        while true {
            // Here an alphanumeric must stand: at the start, after a slash, after a separator.
            guard index < end, ASCII.isLowerAlphanumeric(image[index]) else {
                throw index < end && ASCII.isUpper(image[index]) ? .uppercase : .name
            }
            while index < end, ASCII.isLowerAlphanumeric(image[index]) { index += 1 }
            guard index < end else { return }
            switch image[index] {
            case ASCII.slash, ASCII.dot:
                index += 1
            case ASCII.underscore:
                index += 1
                if index < end, image[index] == ASCII.underscore { index += 1 }
            case ASCII.dash:
                while index < end, image[index] == ASCII.dash { index += 1 }
            case let byte:
                throw ASCII.isUpper(byte) ? .uppercase : .name
            }
        }
    }

    /// Where the tag that starts at `start` ends; `start` itself where no tag can start.
    static func endOfTag(_ image: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < image.count {
            let byte = image[index]
            let isWord = ASCII.isAlphanumeric(byte) || byte == ASCII.underscore
            guard isWord || (index > start && (byte == ASCII.dot || byte == ASCII.dash)) else { break }
            index += 1
        }
        return index
    }

    /// Whether the range is a digest of an algorithm that the kubelet has: sha256, sha384, sha512, in lowercase.
    static func isDigest(_ image: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let colon = image.firstIndex(of: ASCII.colon, in: range)
        guard colon < range.upperBound else { return false }
        let algorithm = range.lowerBound..<colon
        let encoded = (colon + 1)..<range.upperBound
        let length: Int
        if image.equals("sha256", in: algorithm) {
            length = 64
        } else if image.equals("sha512", in: algorithm) {
            length = 128
        } else if image.equals("sha384", in: algorithm) {
            length = 96
        } else {
            return false
        }
        return encoded.count == length && isLowerHex(image, encoded)
    }

    /// Whether the range is `host[:port]`: dotted components, or hexadecimal digits and colons in brackets.
    static func isDomain(_ image: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        guard index < end else { return false }
        if image[index] == ASCII.openBracket {
            index += 1
            let start = index
            while index < end, image[index] == ASCII.colon || ASCII.isHex(image[index]) { index += 1 }
            guard index > start, index < end, image[index] == ASCII.closeBracket else { return false }
            index += 1
        } else {
            while true {
                let start = index
                while index < end, image[index] == ASCII.dash || ASCII.isAlphanumeric(image[index]) { index += 1 }
                guard index > start, image[start] != ASCII.dash, image[index - 1] != ASCII.dash else { return false }
                guard index < end, image[index] == ASCII.dot else { break }
                index += 1
            }
        }
        guard index < end else { return true }
        guard image[index] == ASCII.colon, index + 1 < end else { return false }
        for digit in (index + 1)..<end where !ASCII.isDigit(image[digit]) { return false }
        return true
    }

    private static func isLowerHex(_ image: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !ASCII.isDigit(image[index]) && !(0x61...0x66).contains(image[index]) { return false }
        return true
    }
}
