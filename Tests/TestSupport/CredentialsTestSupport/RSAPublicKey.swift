import TLS
import Text

/// The public half of an RSA key of 2048 bits, for stubs that verify signatures while a peer waits.
///
/// Written out here: the product signs and never verifies, and what made a signature should not be what finds it good.
struct RSAPublicKey: Sendable {
    // Least significant first.
    private let modulus: [UInt64]
    /// The negated inverse of the modulus, modulo 2^64.
    private let inverse: UInt64
    /// 2^4096 modulo the modulus: brings a number into Montgomery's form.
    private var squaredRadix: [UInt64] = []

    /// Reads a `SubjectPublicKeyInfo` in DER; nil when it is not of an RSA key of 2048 bits with the exponent 65537.
    init?(der: [UInt8]) {
        var outer = DER(der[...])
        guard var info = outer.read(0x30).map(DER.init), outer.isEmpty, var algorithm = info.read(0x30).map(DER.init),
            algorithm.read(0x06).map(Array.init) == [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01],
            let bits = info.read(0x03), bits.first == 0, info.isEmpty
        else { return nil }
        var wrapped = DER(bits.dropFirst())
        guard var key = wrapped.read(0x30).map(DER.init), let number = key.read(0x02), number.count == 257,
            number.first == 0, let limbs = Self.limbs(number.dropFirst()), limbs[31] >> 63 == 1, limbs[0] & 1 == 1,
            key.read(0x02).map(Array.init) == [1, 0, 1]
        else { return nil }
        modulus = limbs
        // Newton's iteration doubles the number of right bits.
        var found: UInt64 = 1
        for _ in 0..<6 { found = found &* (2 &- limbs[0] &* found) }
        inverse = 0 &- found
        // 1 in Montgomery's form is 2^2048 less the modulus; doubled 64 times it is 2^64, squared five times 2^2048.
        var power = difference([UInt64](repeating: 0, count: 32), limbs)
        for _ in 0..<64 { power = doubled(power) }
        for _ in 0..<5 { power = product(power, power) }
        squaredRadix = power
    }

    /// Reads a PEM block, or what stands between its lines.
    init?(pem: String) {
        let lines = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        guard let der = Base64.decode(lines.joined()) else { return nil }
        self.init(der: der)
    }

    /// Whether the signature is of this key by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.2), which is `RS256`.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let encoded = opened(signature), let digest = try? Digest.sha256(message) else { return false }
        let info: [UInt8] = [
            0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
            0x20,
        ]
        let padding = [UInt8](repeating: 0xFF, count: 256 - 3 - info.count - digest.count)
        return encoded == Self.limbs(([0, 1] + padding + [0] + info + digest)[...])
    }

    /// Whether it is one by RSASSA-PSS with SHA-256, MGF1 and a salt of 32 bytes (RFC 8017 sections 8.1.2 and 9.1.2), which is `PS256`.
    func verifiesPSS(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let limbs = opened(signature), let digest = try? Digest.sha256(message) else { return false }
        let encoded = limbs.reversed().flatMap { limb in
            (0..<8).map { UInt8(truncatingIfNeeded: limb >> (56 - 8 * $0)) }
        }
        let (masked, hash) = (encoded[..<223], Array(encoded[223..<255]))
        guard encoded[255] == 0xBC, encoded[0] & 0x80 == 0 else { return false }
        var mask: [UInt8] = []
        for counter in UInt8(0)..<7 { mask += (try? Digest.sha256(hash + [0, 0, 0, counter])) ?? [] }
        guard mask.count == 224 else { return false }
        var block = zip(masked, mask).map { $0 ^ $1 }
        block[0] &= 0x7F
        // 223 bytes: zeros, a one, and the salt of 32.
        guard block[..<190].allSatisfy({ $0 == 0 }), block[190] == 1 else { return false }
        return hash == (try? Digest.sha256([UInt8](repeating: 0, count: 8) + digest + block[191...]))
    }

    /// What the owner of the private key signed: the signature to the power of 65537.
    private func opened(_ signature: [UInt8]) -> [UInt64]? {
        guard let number = Self.limbs(signature[...]), !isAtLeast(number, modulus) else { return nil }
        let base = product(number, squaredRadix)
        var power = base
        for _ in 0..<16 { power = product(power, power) }
        power = product(power, base)
        return product(power, [1] + [UInt64](repeating: 0, count: 31))
    }

    // MARK: Arithmetic

    private static func limbs(_ bytes: ArraySlice<UInt8>) -> [UInt64]? {
        guard bytes.count == 256 else { return nil }
        return stride(from: bytes.endIndex - 8, through: bytes.startIndex, by: -8).map { start in
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// Montgomery's product: `a * b / 2^2048` modulo the modulus.
    private func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        var sum = [UInt64](repeating: 0, count: 34)
        for limb in b {
            add(a, times: limb, to: &sum)
            add(modulus, times: sum[0] &* inverse, to: &sum)
            sum.removeFirst()
            sum.append(0)
        }
        let low = Array(sum[..<32])
        return sum[32] != 0 || isAtLeast(low, modulus) ? difference(low, modulus) : low
    }

    private func add(_ a: [UInt64], times factor: UInt64, to sum: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in a.indices {
            let (high, low) = a[index].multipliedFullWidth(by: factor)
            let (first, isCarried) = low.addingReportingOverflow(carry)
            let (second, isCarriedToo) = first.addingReportingOverflow(sum[index])
            sum[index] = second
            carry = high &+ (isCarried ? 1 : 0) &+ (isCarriedToo ? 1 : 0)
        }
        let (last, isCarried) = sum[32].addingReportingOverflow(carry)
        sum[32] = last
        sum[33] &+= isCarried ? 1 : 0
    }

    private func doubled(_ a: [UInt64]) -> [UInt64] {
        let twice = a.indices.map { a[$0] << 1 | ($0 == 0 ? 0 : a[$0 - 1] >> 63) }
        return a[31] >> 63 == 1 || isAtLeast(twice, modulus) ? difference(twice, modulus) : twice
    }

    private func difference(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        var borrow: UInt64 = 0
        return a.indices.map { index in
            let (first, isBorrowed) = a[index].subtractingReportingOverflow(b[index])
            let (second, isBorrowedToo) = first.subtractingReportingOverflow(borrow)
            borrow = isBorrowed || isBorrowedToo ? 1 : 0
            return second
        }
    }

    private func isAtLeast(_ a: [UInt64], _ b: [UInt64]) -> Bool {
        !a.reversed().lexicographicallyPrecedes(b.reversed())
    }
}

/// Reads DER, one element after the other.
private struct DER {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isEmpty: Bool { rest.isEmpty }

    /// The content of the next element; nil when it has another tag or is cut off.
    mutating func read(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first > 0x7F {
            let count = Int(first & 0x7F)
            guard (1...2).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
