/// An AdmissionReview in the making; every part is JSON text, so that a test can put in whatever it likes.
struct ReviewText {
    var apiVersion = #""admission.k8s.io/v1""#
    var kind = #""AdmissionReview""#
    var uid = #""0d1f6a3c-uid""#
    var operation = #""CREATE""#
    var resource = #"{"group":"","version":"v1","resource":"pods"}"#
    var subresource = "null"
    var namespace = #""team-a""#
    var dryRun = "false"
    var metadata = #"{"name":"web","namespace":"team-a"}"#
    var spec = #"{"containers":[{"name":"c","image":"ghcr.io/acme/app:1"}]}"#
    /// The whole of `request.object`, where metadata and spec are not enough.
    var object: String?

    /// A review of a Pod with the given `spec`.
    static func pod(_ spec: String) -> ReviewText {
        var review = ReviewText()
        review.spec = spec
        return review
    }

    /// A review of a Pod with one container for each image.
    static func images(_ images: String...) -> ReviewText {
        let containers = images.enumerated().map { #"{"name":"c\#($0)","image":"\#($1)"}"# }
        return pod(#"{"containers":[\#(containers.joined(separator: ","))]}"#)
    }

    /// The same with one part changed.
    func with(_ part: WritableKeyPath<ReviewText, String>, _ text: String) -> ReviewText {
        var copy = self
        copy[keyPath: part] = text
        return copy
    }

    var objectText: String { object ?? #"{"kind":"Pod","apiVersion":"v1","metadata":\#(metadata),"spec":\#(spec)}"# }

    var request: String {
        #"{"uid":\#(uid),"resource":\#(resource),"subResource":\#(subresource),"namespace":\#(namespace),"#
            + #""operation":\#(operation),"object":\#(objectText),"dryRun":\#(dryRun)}"#
    }

    var text: String { #"{"kind":\#(kind),"apiVersion":\#(apiVersion),"request":\#(request)}"# }

    var bytes: [UInt8] { Array(text.utf8) }
}
