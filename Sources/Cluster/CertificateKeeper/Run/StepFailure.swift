internal import Kubernetes
internal import TLS

/// Why a step was not done.
enum StepFailure: Error {
    case kubernetes(KubernetesError)
    case tls(TLSError)

    var description: String {
        switch self {
        case .kubernetes(let error): "\(error)"
        case .tls(let error): "\(error)"
        }
    }
}

extension CertificateKeeper {
    func calling<R>(_ body: () async throws(KubernetesError) -> R) async throws(StepFailure) -> R {
        do throws(KubernetesError) { return try await body() } catch { throw .kubernetes(error) }
    }

    func making<R>(_ body: () throws(TLSError) -> R) throws(StepFailure) -> R {
        do throws(TLSError) { return try body() } catch { throw .tls(error) }
    }
}
