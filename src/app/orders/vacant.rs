//! Vacant: an order whose asker has left the organisation or its post is led on by another person of the same
//! organisation who may order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, App, AskError, Asker, Order, inner, is_asker, is_of_school, is_performer};
use crate::access::{Level, Role, Rows};
use crate::office::User;

impl App {
    /// Returns the numbers of those orders whose askers can sign in no longer, may order no longer or are of another
    /// organisation now.
    pub(super) async fn vacant(&self, orders: &[Order]) -> Result<BTreeSet<i64>, AskError> {
        if orders.is_empty() {
            return Ok(BTreeSet::new());
        }
        let today = self.moment().today;
        let users = self.office.users().await.map_err(inner)?;
        let mut admitted: BTreeMap<i64, Asker> = BTreeMap::new();
        for user in users {
            let has_asked = orders.iter().any(|order| order.asker.id == Some(user.id));
            if has_asked && user.is_admitted_on(today) {
                admitted.insert(user.id, self.asker_of_user(user).await?);
            }
        }
        let is_vacant = |order: &&Order| {
            let asker = order.asker.id.and_then(|id| admitted.get(&id));
            asker.is_none_or(|asker| !is_successor(asker, order))
        };
        let vacant = orders.iter().filter(is_vacant);
        Ok(vacant.map(|order| order.id).collect())
    }

    /// Returns those who may lead a vacant order on.
    pub(super) async fn successors(&self, order: &Order) -> Result<Vec<Asker>, AskError> {
        let today = self.moment().today;
        let users = self.office.users().await.map_err(inner)?;
        let may_be = |user: &User| {
            user.is_admitted_on(today)
                && Role::named(&user.role).is_some_and(|role| role.actions.contains(&Action::Order))
        };
        let mut successors = Vec::new();
        for user in users.into_iter().filter(may_be) {
            let reader = self.asker_of_user(user).await?;
            if is_successor(&reader, order) && !is_performer(&reader, order) {
                successors.push(reader);
            }
        }
        Ok(successors)
    }
}

/// Says whether a person speaks for who has asked: it is the same person, or the asker has left and the person is of the
/// same organisation.
pub(super) fn speaks(asker: &Asker, order: &Order, is_vacant: bool) -> bool {
    is_asker(asker, order) || is_vacant && is_successor(asker, order)
}

fn is_successor(asker: &Asker, order: &Order) -> bool {
    if !asker.may(Action::Order) {
        return false;
    }
    let has_all_schools = !order.school_ids.is_empty()
        && order
            .school_ids
            .iter()
            .all(|id| asker.scope.includes_school(id));
    if order.is_of_school {
        return is_of_school(asker) && has_all_schools;
    }
    // The centre and the office are two organisations.
    let was_of_centre =
        Role::named(&order.asker_role).is_some_and(|role| role.actions.contains(&Action::Deliver));
    let is_of_office = asker.role.is_some_and(|role| role.level == Level::Office);
    is_of_office
        && asker.may(Action::Deliver) == was_of_centre
        && (has_all_schools || matches!(asker.scope.rows(), Rows::Office))
}
