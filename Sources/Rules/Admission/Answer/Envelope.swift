/// What makes a body an AdmissionReview that can be answered: a version we speak, and a uid.
struct Envelope {
    /// The versions of `admission.k8s.io`; the fields used here are the same in both.
    enum Version {
        case v1, v1beta1

        var apiVersion: StaticString {
            switch self {
            case .v1: "admission.k8s.io/v1"
            case .v1beta1: "admission.k8s.io/v1beta1"
            }
        }
    }

    /// Why a body is no AdmissionReview, in one line.
    struct Fault: Error {
        let line: String
    }

    let version: Version
    let uid: JSONString

    static func checked(_ review: Review, in bytes: Span<UInt8>) -> Result<Envelope, Fault> {
        let version: Version? =
            switch review.apiVersion {
            case let text? where text.equals("admission.k8s.io/v1", in: bytes): .v1
            case let text? where text.equals("admission.k8s.io/v1beta1", in: bytes): .v1beta1
            default: nil
            }
        if let version, let kind = review.kind, kind.equals("AdmissionReview", in: bytes), review.hasRequest,
            let uid = review.uid, !uid.isEmpty, uid.range.count <= PodBounds.maximumUIDBytes
        {
            return .success(Envelope(version: version, uid: uid))
        }
        return .failure(Fault(line: "the body is not an AdmissionReview: \(fault(of: review, version, in: bytes))"))
    }

    private static func fault(of review: Review, _ version: Version?, in bytes: Span<UInt8>) -> String {
        if let misfit = review.envelopeMisfit { return misfit.description }
        guard let apiVersion = review.apiVersion else { return "apiVersion is missing" }
        guard let kind = review.kind else { return "kind is missing" }
        guard version != nil, kind.equals("AdmissionReview", in: bytes) else {
            let apiVersion = apiVersion.printable(maximumBytes: 64, in: bytes)
            let kind = kind.printable(maximumBytes: 64, in: bytes)
            return "apiVersion is \"\(apiVersion)\" and kind is \"\(kind)\""
        }
        guard review.hasRequest else { return "request is missing" }
        guard let uid = review.uid, !uid.isEmpty else { return "request.uid is missing or empty" }
        return "request.uid is longer than \(PodBounds.maximumUIDBytes) bytes"
    }
}

extension JSONString {
    /// The text for a message: printable ASCII without quotes and backslashes, `?` for the rest, cut where it is too long.
    func printable(maximumBytes: Int, in bytes: Span<UInt8>) -> String {
        var result: [UInt8] = []
        var decoder = JSONStringDecoder(self)
        while let unit = decoder.next(in: bytes) {
            guard result.count < maximumBytes else { return String(decoding: result, as: UTF8.self) + "..." }
            switch unit {
            case .byte(let byte) where Self.isPrintable(UInt32(byte)):
                result.append(byte)
            case .scalar(let scalar) where Self.isPrintable(scalar.value):
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                result.append(UInt8(ascii: "?"))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isPrintable(_ code: UInt32) -> Bool {
        code >= 0x20 && code < 0x7F && code != UInt32(ASCII.quote) && code != UInt32(ASCII.backslash)
    }
}
