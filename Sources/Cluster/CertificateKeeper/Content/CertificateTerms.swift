/// How long certificates live, and how they are named.
enum CertificateTerms {
    /// The life of a CA: ten years.
    static let authorityLife = day * 3650
    /// The life of a serving certificate: 90 days.
    static let leafLife = day * 90
    /// How far back validity begins, for a clock that is ahead where certificates are made, or late where they are judged.
    static let allowance = Duration.seconds(3600)
    /// How all of our CAs are named; the time of their making follows, so that no two are alike.
    static let authorityName = "pullpass webhook CA "

    /// How many CAs are believed beside the present one and the next at most, whatever their times: enough for a rotation a week.
    ///
    /// What asks for a rotation again and again must not fill the Secret until nothing can be written any more.
    static let retiredLimit = 16
    /// How many CAs of others are kept in `caBundle` at most, when ours is the first of its kind there.
    static let adoptionLimit = 4

    private static let day = Duration.seconds(86_400)

    /// The names of the certificate for a Service: that which API servers call first, and `localhost` for a port-forward.
    static func names(service: String, namespace: String) -> [String] {
        [
            "\(service).\(namespace).svc", "\(service).\(namespace).svc.cluster.local", "\(service).\(namespace)",
            "localhost",
        ]
    }
}
