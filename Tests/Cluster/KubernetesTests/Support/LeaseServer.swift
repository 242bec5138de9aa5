import EventLoop
import FoundationEssentials
import HTTP
import Kubernetes
import Text

/// An API server that knows one Lease, and can be cut off.
final class LeaseServer: Sendable {
    let lease = Box<LeaseObject?>(nil)
    let writes = Box(0)
    private let version = Box(0)

    /// How a candidate's way to the server is.
    enum Way: Sendable {
        case open
        /// Refused at once.
        case broken
        /// Nothing ever comes back.
        case silent
        /// Carried out, but the answer is lost.
        case deaf
        /// Carried out at once, and answered 100 ms later.
        case late
    }

    /// The transport of one candidate, and the switch for its way.
    func transport(on loop: EventLoop, way: Box<Way>) -> ScriptedTransport {
        ScriptedTransport { request, _ in
            switch way.value {
            case .open: return try self.answer(request)
            case .broken: throw KubernetesTransportError("no route to host", wasNeverSent: true)
            case .deaf:
                _ = try self.answer(request)
                throw KubernetesTransportError("connection reset")
            case .late:
                let answer = try self.answer(request)
                await loop.sleep(until: loop.preciseNow().advanced(by: .milliseconds(100)))
                return answer
            case .silent:
                await loop.sleep(until: .never)
                throw CancellationError()
            }
        }
    }

    private func answer(_ request: KubernetesRequest) throws -> KubernetesResponse {
        switch request.method {
        case .get:
            guard let lease = lease.value else { return KubernetesResponse(404, "") }
            return KubernetesResponse(status: 200, body: try lease.json())
        case .post:
            guard lease.value == nil else { return KubernetesResponse(409, Recorded.leaseExists) }
            return try store(request, 201)
        default:
            let wanted = try LeaseObject(parsing: request.body ?? [])
            guard let lease = lease.value else { return KubernetesResponse(404, "") }
            guard wanted.metadata.resourceVersion == lease.metadata.resourceVersion else {
                return KubernetesResponse(409, Recorded.staleVersion)
            }
            return try store(request, 200)
        }
    }

    private func store(_ request: KubernetesRequest, _ code: Int) throws -> KubernetesResponse {
        var stored = try LeaseObject(parsing: request.body ?? [])
        version.change { $0 += 1 }
        writes.change { $0 += 1 }
        stored.metadata.resourceVersion = "\(version.value)"
        lease.value = stored
        return KubernetesResponse(status: code, body: try stored.json())
    }

    /// Somebody writes the Lease past everybody.
    func tamper(_ body: @Sendable (inout LeaseObject) -> Void) {
        version.change { $0 += 1 }
        let next = "\(version.value)"
        lease.change { lease in
            guard var changed = lease else { return }
            body(&changed)
            changed.metadata.resourceVersion = next
            lease = changed
        }
    }
}

/// A candidate with what it reports.
struct Candidate: Sendable {
    let name: String
    let elector: LeaderElector
    let way: Box<LeaseServer.Way>
    let skew = Box(0.0)
    let log = Box<[String]>([])
    /// What it waited for.
    let waits = Box<[LeaderWait]>([])
    let transport: ScriptedTransport
    let task: Task<Void, Never>

    init(_ name: String, _ server: LeaseServer, _ simulation: Simulation, random: Double = 0.5) {
        let way = Box(LeaseServer.Way.open)
        let skew = skew
        let transport = server.transport(on: simulation.loop, way: way)
        let client = KubernetesClient(
            transport: transport,
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: simulation.loop),
            loop: simulation.loop,
            random: { random }
        )
        let elector = LeaderElector(
            client: client,
            namespace: "pullpass",
            name: "pullpass",
            identity: name,
            wallClock: WallClock { Timestamp(seconds: 1_795_224_568 + simulation.elapsed + skew.value) }
        )
        let log = log
        let waits = waits
        self.name = name
        self.way = way
        self.transport = transport
        self.elector = elector
        task = Task(executorPreference: simulation.loop) {
            await elector.run { change in
                switch change {
                case .started: log.change { $0.append("started") }
                case .stopped: log.change { $0.append("stopped") }
                case .waiting(let wait): waits.change { $0.append(wait) }
                case .leaderSeen(let identity): log.change { $0.append("sees \(identity)") }
                case .failed: log.change { if $0.last != "failed" { $0.append("failed") } }
                }
            }
        }
    }

    func stop() async {
        task.cancel()
        await task.value
    }
}
