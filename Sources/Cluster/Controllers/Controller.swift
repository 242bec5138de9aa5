/// A part of Pullpass that keeps objects of the cluster as they should be, by watching them and mending what differs.
///
/// ## How a controller is added
///
/// A controller is one module in `Sources/Cluster/<Name>`, in two folders, and its tests in `Tests/Cluster/<Name>Tests`:
///
/// - `Plan/` decides. A situation (a struct: what was observed, whether this replica leads, both clocks) goes into a pure function,
///   and a decision comes out: the next step, which is one read or one write, and when to look again. No I/O, no clock, no randomness
///   but what the situation holds, so that its tests are tables.
/// - `Run/` is thin: a class that satisfies ``Controller`` and joins the parts of this module.
///   - ``ControllerLoop`` runs its rounds: situation, decision, step. Whatever changes the situation wakes it.
///   - One `Reflector` for each thing that it watches puts each event into an ``ObservedObject``, which drops what is older than
///     what was seen, and wakes the loop.
///   - ``LeaderTerm`` remembers whether this replica leads, and whether it must read before it writes.
///   - ``WriteGate`` tells when it may write again after a failure, and slows it down where somebody undoes its writes.
///   - ``Ownership`` tells which objects are ours. What is not is left alone, and reported in an Event.
///   - ``FailureLog`` logs each failure once.
///
/// A write names the version that was judged (`judged:`): whoever comes late gets a conflict, reads, and goes on from there. So it is safe
/// that two replicas believe to lead for a moment.
///
/// What `serve` joins gives it to ``Leadership``, which tells it when this replica begins and ends to lead, and runs it beside the others on
/// the cluster's loop. Its rights go into the chart's ClusterRole, its metrics into a `…Metrics` type of its own folder.
package protocol Controller: Sendable {
    /// Keeps until the task is cancelled; started as a task on its client's loop.
    ///
    /// Failures are reported and tried again, for ever.
    func run() async

    /// Tells whether this replica leads from now on; on the loop.
    ///
    /// Returns when nothing goes on any more that only a leader may do.
    func lead(_ leads: Bool) async
}
