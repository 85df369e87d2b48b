import Journey
import Trading

/// A gateway as one run of the program has it, with the world looking on at what is asked and what is told.
///
/// @unchecked Sendable: one thread runs a world.
final class GatewayTap: GatewayPort, @unchecked Sendable {
    let name: GatewayName
    private let client: any GatewayPort
    private unowned let world: World
    private unowned let run: ProgramRun

    init(_ client: any GatewayPort, of run: ProgramRun, in world: World) {
        name = client.name
        self.client = client
        self.run = run
        self.world = world
    }

    func start(events: @escaping @Sendable (GatewayEvent) -> Void) {
        client.start { [run, world] event in
            guard run.isAlive else { return }
            run.view.hears(event, at: world.timeline.now)
            world.hears(event)
            events(event)
            world.wake(run)
        }
    }

    func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void) {
        guard run.isAlive else { return }
        world.asked(call)
        client.perform(call) { [run, world] answer in
            guard run.isAlive else { return }
            run.view.hears(answer)
            world.answered(answer)
            then(answer)
            world.wake(run)
        }
    }

    func withdraw(_ tags: Set<OrderTag>) {
        guard run.isAlive else { return }
        client.withdraw(tags)
    }

    func stop() {}
}
