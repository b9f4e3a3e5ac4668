//! Decides when the worker is asked for an answer: one at a time, and the newest wish wins.

use deepfog_protocol::Request;
use deepfog_resilience::Pattern;

/// What the page wants an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The session of the preset.
    pub session: u32,
    /// Index into the sample pack.
    pub sample: u32,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// Number of bundles loaded: with one more, the same sample has one more answer.
    pub bundles: usize,
}

/// Keeps at most one request on its way and remembers only the latest wish beside it.
#[derive(Debug, Default)]
pub struct Courier {
    ticket: u32,
    /// What was asked for and is not answered yet.
    flight: Option<(u32, Wish)>,
    /// What to ask for next.
    waiting: Option<Wish>,
    /// What was asked for last.
    last: Option<Wish>,
}

impl Courier {
    /// The page wants an answer: gives the request to send now, if any. The same wish twice is sent once.
    pub fn want(&mut self, wish: Wish) -> Option<Request> {
        if self
            .flight
            .is_some_and(|(_, flying)| flying.session != wish.session)
        {
            // The worker dropped what belongs to an earlier preset: nothing will come back.
            self.flight = None;
            self.waiting = None;
        }
        if self.flight.is_some() {
            self.waiting = (self.last != Some(wish)).then_some(wish);
            return None;
        }
        (self.last != Some(wish)).then(|| self.send(wish))
    }

    /// The worker answered a ticket: gives the request to send next, if any.
    pub fn answered(&mut self, ticket: u32) -> Option<Request> {
        if self.flight.is_some_and(|(flying, _)| flying == ticket) {
            self.flight = None;
        }
        self.next()
    }

    /// A person tries again what failed: the last wish may be sent once more.
    pub fn forget(&mut self) {
        self.last = None;
    }

    fn next(&mut self) -> Option<Request> {
        if self.flight.is_some() {
            return None;
        }
        self.waiting.take().map(|wish| self.send(wish))
    }

    fn send(&mut self, wish: Wish) -> Request {
        self.ticket = self.ticket.wrapping_add(1);
        self.flight = Some((self.ticket, wish));
        self.last = Some(wish);
        Request::Show {
            session: wish.session,
            ticket: self.ticket,
            sample: wish.sample,
            pattern: wish.pattern,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(session: u32, sample: u32) -> Wish {
        Wish {
            session,
            sample,
            pattern: Pattern::NONE_DOWN,
            bundles: 4,
        }
    }

    fn sent(request: Option<Request>) -> Option<(u32, u32)> {
        request.map(|request| match request {
            Request::Show { ticket, sample, .. } => (ticket, sample),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn one_at_a_time_and_the_newest_wins() {
        let mut courier = Courier::default();
        assert_eq!(sent(courier.want(wish(1, 0))), Some((1, 0)));
        assert_eq!(sent(courier.want(wish(1, 1))), None);
        assert_eq!(sent(courier.want(wish(1, 2))), None);
        assert_eq!(sent(courier.answered(1)), Some((2, 2)));
        assert_eq!(sent(courier.answered(2)), None);
        assert_eq!(sent(courier.want(wish(1, 2))), None, "the same again");
        assert_eq!(sent(courier.want(wish(1, 3))), Some((3, 3)));
    }

    #[test]
    fn going_back_to_what_is_on_its_way_drops_the_wish_between() {
        let mut courier = Courier::default();
        courier.want(wish(1, 0));
        courier.want(wish(1, 1));
        courier.want(wish(1, 0));
        assert_eq!(sent(courier.answered(1)), None);
    }

    #[test]
    fn an_unknown_ticket_does_not_free_the_way() {
        let mut courier = Courier::default();
        courier.want(wish(1, 0));
        courier.want(wish(1, 1));
        assert_eq!(sent(courier.answered(9)), None);
        assert_eq!(sent(courier.answered(1)), Some((2, 1)));
    }

    #[test]
    fn another_preset_does_not_wait_for_the_earlier_one() {
        let mut courier = Courier::default();
        courier.want(wish(1, 0));
        assert_eq!(sent(courier.want(wish(2, 0))), Some((2, 0)));
        assert_eq!(sent(courier.answered(1)), None);
        assert_eq!(sent(courier.answered(2)), None);
    }

    #[test]
    fn what_failed_can_be_asked_for_again() {
        let mut courier = Courier::default();
        courier.want(wish(1, 0));
        assert_eq!(sent(courier.answered(1)), None);
        assert_eq!(sent(courier.want(wish(1, 0))), None, "not by itself");
        courier.forget();
        assert_eq!(sent(courier.want(wish(1, 0))), Some((2, 0)));
    }
}
