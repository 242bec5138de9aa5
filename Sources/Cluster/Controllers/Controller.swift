/// A part of Pullpass that watches objects of the cluster and keeps them as they should be.
///
/// ## How a controller is added
///
/// A controller is one module in `Sources/Cluster/<Name>` with two folders, its tests in `Tests/Cluster/<Name>Tests`, and a line for each
/// in Package.swift:
///
/// - `Plan/` decides. A situation (a struct: what was observed, whether this replica leads, both clocks) goes into a pure function,
///   and a decision comes out: the next step, which is one read or one write, and when to look again. It does no I/O,
///   reads no clock and draws no random numbers, so that its tests are tables.
/// - `Run/` is thin: a class that satisfies ``Controller`` and joins the parts of this module.
///   - ``ControllerLoop`` runs its rounds: situation, decision, step. Whatever changes the situation wakes it.
///   - One `Reflector` for each thing that it watches puts each event into an ``ObservedObject``, which drops what is older than
///     what was seen.
///   - ``LeaderTerm`` remembers whether this replica leads, and whether it must read before it writes.
///   - ``WriteGate`` tells when it may write again after a failure, and slows it down where somebody undoes its writes.
///   - ``Ownership`` tells which objects are ours. What is not is left alone, and reported in an Event.
///   - ``FailureLog`` logs each failure once; ``EventQueue`` writes Events, so that no round waits for one.
///
/// A write names the version that was judged (`judged:`): whoever comes late gets a conflict, reads, and goes on from there. So it is safe
/// that two replicas believe to lead for a moment.
///
/// ``Leadership`` tells it, on the loop, when this replica begins and ends to lead; what `serve` joins makes it, has it told, and runs it
/// beside the others as a task on the cluster's loop. Its rights go into the chart's ClusterRole, its metrics into a `…Metrics` type in `Run/`.
package protocol Controller: Sendable {
    /// Keeps until the task is cancelled; started as a task on its client's loop.
    ///
    /// Failures are reported and tried again, for ever.
    func run() async

    /// Tells whether this replica leads from now on; on the loop.
    ///
    /// Returns when nothing goes on any more that only a leader may do.
    func lead(_ leads: Bool) async

    /// Tells whether somebody has everything removed: from when the Lease shows it until somebody leads again; on the loop.
    ///
    /// For who writes without leading; others do nothing.
    func standDown(_ isRemoval: Bool) async
}

extension Controller {
    /// Does nothing.
    package func standDown(_ isRemoval: Bool) async {}
}
