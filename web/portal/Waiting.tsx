import { Skeletons } from '../ui/Skeletons.tsx'
import classes from './Portal.module.css'

export function Waiting() {
  return (
    <div className={classes.narrow}>
      <Skeletons rows={4} height={56} />
    </div>
  )
}
